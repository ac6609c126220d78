// Keeps the draft while it is written. Without script the button does the same.
(function () {
  "use strict";
  var chosen = document.getElementById("chosen");
  document.querySelectorAll("input[type=file]").forEach(function (input) {
    input.addEventListener("change", function () {
      var names = [];
      input.form.querySelectorAll("input[type=file]").forEach(function (each) {
        Array.prototype.forEach.call(each.files, function (file) { names.push(file.name); });
      });
      chosen.textContent = names.length ? "Sẽ gửi kèm: " + names.join(", ") : "";
    });
  });
  var form = document.getElementById("answer");
  if (!form) { return; }
  var saved = document.getElementById("saved");
  var timer = 0;
  function keep() {
    var data = new FormData();
    form.querySelectorAll("input[name]:not([type=file]), textarea[name]").forEach(function (field) {
      data.append(field.name, field.value);
    });
    fetch(form.dataset.draft, { method: "POST", body: data, headers: { Accept: "application/json" } })
      .then(function (answer) { return answer.ok ? answer.json() : null; })
      .then(function (answer) { if (answer) { saved.textContent = "nháp lưu " + answer.saved_at; } })
      .catch(function () { saved.textContent = "chưa lưu được nháp"; });
  }
  form.addEventListener("input", function (event) {
    if (event.target.type === "file") { return; }
    window.clearTimeout(timer);
    timer = window.setTimeout(keep, 1500);
  });
  form.addEventListener("submit", function () { window.clearTimeout(timer); });
}());
