// Says on the page that a passkey or security key did not answer; the library only tells the console.
document.addEventListener('allauth.error', (event) => {
  event.preventDefault()
  const problem = document.getElementById('key-problem')
  if (problem) problem.hidden = false
})
