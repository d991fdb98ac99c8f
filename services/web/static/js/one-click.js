/* A ready-made link of the embedded mode: whoever opened it has clicked once already. */

document.getElementById("sign-in").requestSubmit();
