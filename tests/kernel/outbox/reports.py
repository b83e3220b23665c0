"""Reports of mail that did not arrive, in the shapes in which the mail servers of this world write them."""

from __future__ import annotations

POSTFIX = """\
Return-Path: <>
From: MAILER-DAEMON@mx.example.org (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: advice@service.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B1"

--B1
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

<{address}>: host mx.home.example said: 550 5.1.1 User unknown

--B1
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
X-Postfix-Queue-ID: 4F2A
Arrival-Date: Mon, 16 Nov 2026 12:00:00 +0000 (GMT)

Final-Recipient: rfc822; {address}
Original-Recipient: rfc822;{address}
Action: {action}
Status: {status}
Remote-MTA: dns; mx.home.example
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--B1
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

From: advice@service.example
To: {address}
Subject: What happens next
Message-ID: {message_id}

--B1--
"""
EXCHANGE = """\
From: <postmaster@outlook.example>
To: <advice@service.example>
Subject: Undeliverable: What happens next
In-Reply-To: {message_id}
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="_B2_"

--_B2_
Content-Type: multipart/alternative; boundary="_B3_"

--_B3_
Content-Type: text/plain; charset="us-ascii"
Content-Transfer-Encoding: quoted-printable

Your message to {address} couldn't be delivered.

--_B3_--

--_B2_
Content-Type: message/delivery-status

Reporting-MTA: dns;LO2P265.outlook.example
Received-From-MTA: dns;mail.service.example
Arrival-Date: Mon, 16 Nov 2026 12:00:00 +0000

Final-Recipient: rfc822;{address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound

--_B2_--
"""
EXIM = """\
Return-path: <>
X-Failed-Recipients: {address}
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@exim.example>
To: advice@service.example
Content-Type: multipart/report; report-type=delivery-status; boundary=1479297600-eximdsn-1
MIME-Version: 1.0
Subject: Mail delivery failed: returning message to sender

--1479297600-eximdsn-1
Content-type: text/plain; charset=us-ascii

A message that you sent could not be delivered. This is a permanent error.

--1479297600-eximdsn-1
Content-type: message/delivery-status

Reporting-MTA: dns; exim.example

Action: {action}
Final-Recipient: rfc822;{address}
Status: {status}
Remote-MTA: dns; mx.home.example
Diagnostic-Code: smtp; 550 no such user

--1479297600-eximdsn-1
Content-type: message/rfc822

Return-path: <advice@service.example>
From: advice@service.example
To: {address}
Message-ID: {message_id}
Subject: What happens next

Hello.

--1479297600-eximdsn-1--
"""
SHAPES = {"postfix": POSTFIX, "exchange": EXCHANGE, "exim": EXIM}


def report(
    shape: str,
    *,
    message_id: str,
    action: str = "failed",
    status: str = "5.1.1",
    address: str = "amina.khan@home.example",
) -> bytes:
    """One report, as it lies in a mailbox."""
    written = SHAPES[shape].format(message_id=message_id, action=action, status=status, address=address)
    return written.replace("\n", "\r\n").encode()
