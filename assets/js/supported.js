// First in <body>, and a file of its own so that the content security policy needs neither nonce nor hash:
// tells the style sheets that module scripts will run.
if ("noModule" in HTMLScriptElement.prototype) document.body.classList.add("js-enabled", "govuk-frontend-supported");
