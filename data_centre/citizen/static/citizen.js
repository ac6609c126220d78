// What the page can do better with a script: the place of this phone, and files that are too large. Without it the
// list of areas does, and the centre judges the files.
(function () {
  "use strict";
  var form = document.getElementById("report");
  if (!form) { return; }
  var told = document.getElementById("here-told");
  var button = document.getElementById("here");
  var lat = document.getElementById("lat");
  var lon = document.getElementById("lon");
  if (navigator.geolocation && window.isSecureContext) {
    document.getElementById("here-row").hidden = false;
  }
  button.addEventListener("click", function () {
    button.disabled = true;
    told.textContent = "Đang lấy vị trí…";
    navigator.geolocation.getCurrentPosition(function (found) {
      lat.value = found.coords.latitude.toFixed(6);
      lon.value = found.coords.longitude.toFixed(6);
      told.textContent = "Đã lấy vị trí, sai số khoảng " + Math.max(1, Math.round(found.coords.accuracy)) + " m. Không cần chọn phường, xã.";
      button.disabled = false;
      button.classList.add("done");
      button.textContent = "Lấy lại vị trí";
    }, function () {
      lat.value = "";
      lon.value = "";
      told.textContent = "Không lấy được vị trí. Hãy chọn phường, xã bên dưới.";
      button.disabled = false;
    }, { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 });
  });
  document.getElementById("area").addEventListener("change", function (event) {
    if (!event.target.value || !lat.value) { return; }
    lat.value = "";
    lon.value = "";
    told.textContent = "Dùng phường, xã đã chọn thay cho vị trí của máy.";
    button.classList.remove("done");
  });
  var chosen = document.getElementById("chosen");
  var fault = document.getElementById("files-fault");
  var inputs = form.querySelectorAll("input[type=file]");
  function megabytes(size) {
    if (size < 1e6) { return Math.max(1, Math.round(size / 1000)) + " kB"; }
    return (size / 1e6).toFixed(1).replace(".", ",") + " MB";
  }
  function show() {
    chosen.textContent = "";
    inputs.forEach(function (input) {
      Array.prototype.forEach.call(input.files, function (file) {
        var line = document.createElement("li");
        line.textContent = file.name + " · " + megabytes(file.size);
        chosen.appendChild(line);
      });
    });
  }
  inputs.forEach(function (input) {
    input.addEventListener("change", function () {
      var large = Array.prototype.filter.call(input.files, function (file) {
        var most = Number(file.type.indexOf("video/") === 0 ? input.dataset.video : input.dataset.photo);
        return file.size > most * 1e6;
      });
      fault.hidden = large.length === 0;
      if (large.length) {
        fault.textContent = "Tệp “" + large[0].name + "” lớn quá (" + megabytes(large[0].size) + "). Hãy chọn lại.";
        input.value = "";
      }
      show();
    });
  });
  form.addEventListener("submit", function () {
    var send = document.getElementById("send");
    window.setTimeout(function () { send.disabled = true; send.textContent = "Đang gửi…"; }, 0);
  });
  window.addEventListener("pageshow", function () {
    var send = document.getElementById("send");
    send.disabled = false;
    send.textContent = "Gửi phản ánh";
  });
}());
