"""Every check there is, on one page, in the order in which a person would want to hear."""

from __future__ import annotations

from sendiass.safety import beginning, keys, people, roles, running, servers, told
from sendiass.safety.asking import Check

CHECKS: tuple[Check, ...] = (
    Check("this is no demonstration", told.demonstration),
    Check("no account of the demonstration is open", people.demonstration_accounts),
    Check("the sessions' key can't be guessed", told.sessions_key),
    Check("the service answers to its own name, by TLS", told.addresses),
    Check("browsers keep cookies to themselves", told.browsers),
    Check("the service knows its visitors apart", told.front),
    Check("mail leaves, encrypted", told.mail),
    Check("GOV.UK Notify has what it needs, and a sender can hide who writes", told.notify),
    Check("the profile is the service's own", told.profile),
    Check("both data bases are reached by TLS", servers.encryption),
    Check("the keys lie apart from the data", servers.two_servers),
    Check("our roles are plain and own nothing", roles.powers),
    Check("our roles may do what is declared and no more", roles.grants),
    Check("what is written once is guarded", roles.guards),
    Check("casework is shown to those it is for", roles.rows_shown),
    Check("the owners' addresses are unknown here", roles.owners_unknown),
    Check("the data bases have the shape this version needs", roles.migrations),
    Check("the servers' logs hold no values", servers.logging),
    Check("values travel apart from statements", servers.binding),
    Check("what was acknowledged survives", servers.lasting),
    Check("the clocks agree", servers.clocks),
    Check("the key-encryption keys are this service's alone", keys.file_of_keys),
    Check("every key opens, under the current version", keys.every_key_opens),
    Check("the sealer's key is unknown here", keys.sealers_key),
    Check("the record is sealed and published", keys.chain),
    Check("the queue is closed and keeps nothing", running.queue),
    Check("the clock calls and a worker answers", running.worker),
    Check("messages leave", running.post),
    Check("there is room on the disk", running.room),
    Check("there are two people for what takes two", people.two_people),
    Check("somebody decides what the managers may not", people.someone_above),
    Check("the impartiality policy is on record", beginning.policy_on_record),
    Check("somebody is trained for each level of work", beginning.trained_for_the_work),
    Check("it is known who supervises whom", beginning.supervisors_known),
)
