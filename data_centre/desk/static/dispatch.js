// The clocks go on, what is marked is counted, and what has come since is told. Without script all is there, standing.
(function () {
  "use strict";
  var main = document.querySelector("main[data-now]");
  var ahead = Number(main.dataset.now) - Date.now() / 1000;
  function span(seconds) {
    var sizes = [[86400, "ngày", 3600, "giờ"], [3600, "giờ", 60, "phút"], [60, "phút", 1, "giây"]];
    for (var k = 0; k < sizes.length; k += 1) {
      if (seconds >= sizes[k][0]) {
        var rest = Math.floor((seconds % sizes[k][0]) / sizes[k][2]);
        return Math.floor(seconds / sizes[k][0]) + " " + sizes[k][1] + (rest ? " " + rest + " " + sizes[k][3] : "");
      }
    }
    return seconds + " giây";
  }
  function tick() {
    var now = Math.floor(Date.now() / 1000 + ahead);
    document.querySelectorAll("[data-until]").forEach(function (clock) {
      var over = now - Number(clock.dataset.until);
      clock.textContent = over >= 0 ? "Quá " + span(over >= 60 ? over - over % 60 : over) : "Còn " + span(-over);
      clock.classList.toggle("late", over >= 0);
    });
  }
  window.setInterval(tick, 1000);
  var picked = document.getElementById("picked");
  var queue = document.getElementById("queue");
  if (picked) {
    var plain = picked.textContent;
    queue.addEventListener("change", function () {
      var count = queue.querySelectorAll(":checked").length;
      picked.classList.toggle("on", count > 0);
      picked.textContent = count ? "Đã chọn " + count + " phản ánh" : plain;
    });
  }
  var fresh = document.getElementById("fresh");
  if (!fresh) { return; }
  window.setInterval(function () {
    if (document.hidden) { return; }
    fetch(main.dataset.state, { headers: { Accept: "application/json" }, redirect: "error" })
      .then(function (answer) { return answer.ok ? answer.json() : null; })
      .then(function (state) {
        if (!state || !state.new) { return; }
        fresh.firstElementChild.textContent = "Có " + state.new + " phản ánh mới đến.";
        fresh.hidden = false;
      })
      .catch(function () { return null; });
  }, 20000);
}());
