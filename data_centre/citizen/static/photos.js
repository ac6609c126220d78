// Photos and videos chosen for a report: kept in a list of their own, made smaller on the phone so that a bad line can
// carry them, and left out again. Without a script the browser sends the files as they are and the centre judges them.
(function () {
  "use strict";
  var SIDE = 1920;
  var SMALL = 700000;
  window.iocPhotos = function (form, words) {
    var kept = [];
    var pending = [];
    var list = document.getElementById("chosen");
    var told = document.getElementById("files-told");
    var fault = document.getElementById("files-fault");
    function size(bytes) {
      if (bytes < 1e6) { return Math.max(1, Math.round(bytes / 1000)) + " kB"; }
      return (bytes / 1e6).toFixed(1).replace(".", words.comma) + " MB";
    }
    function wrong(text, name) { fault.textContent = text.replace("{name}", name); }
    function show() {
      list.textContent = "";
      kept.forEach(function (one) {
        var line = document.createElement("li");
        var name = document.createElement("span");
        var drop = document.createElement("button");
        name.className = "said";
        name.textContent = one.name + " · " + size(one.data.size);
        drop.type = "button";
        drop.textContent = words.drop;
        drop.setAttribute("aria-label", words.drop + " " + one.name);
        drop.addEventListener("click", function () {
          kept.splice(kept.indexOf(one), 1);
          told.textContent = words.dropped.replace("{name}", one.name);
          fault.textContent = "";
          show();
          document.getElementById("files").focus();
        });
        line.appendChild(name);
        line.appendChild(drop);
        list.appendChild(line);
      });
    }
    // Resolves with a smaller picture, or with null where this browser cannot draw the file.
    function smaller(file) {
      if (!window.createImageBitmap) { return Promise.resolve(null); }
      return window.createImageBitmap(file, { imageOrientation: "from-image" }).then(function (picture) {
        var scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
        var canvas = document.createElement("canvas");
        canvas.width = Math.max(1, Math.round(picture.width * scale));
        canvas.height = Math.max(1, Math.round(picture.height * scale));
        var pen = canvas.getContext("2d");
        pen.fillStyle = "#fff";
        pen.fillRect(0, 0, canvas.width, canvas.height);
        pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
        return new Promise(function (done) { canvas.toBlob(done, "image/jpeg", 0.82); });
      }).catch(function () { return null; });
    }
    // The first bytes tell what a file is, whatever it is called.
    function kind(file) {
      return new Promise(function (done) {
        var reader = new FileReader();
        reader.onerror = function () { done("gone"); };
        reader.onload = function () {
          var b = new Uint8Array(reader.result);
          var text = String.fromCharCode.apply(null, b);
          if (text.slice(4, 8) === "ftyp") {
            done(/^(heic|heix|hevc|mif1|msf1|avif)$/.test(text.slice(8, 12)) ? "heic" : "video");
          } else if (text.slice(0, 4) === "\x1a\x45\xdf\xa3") {
            done("video");
          } else if (text.slice(0, 2) === "\xff\xd8" || text.slice(1, 4) === "PNG" || text.slice(8, 12) === "WEBP") {
            done("photo");
          } else {
            done("other");
          }
        };
        reader.readAsArrayBuffer(file.slice(0, 16));
      });
    }
    function keep(file, data, video) {
      var most = video ? words.videoBytes : words.photoBytes;
      if (data.size > most) { wrong(words.large.replace("{size}", size(data.size)), file.name); return; }
      var many = kept.filter(function (one) { return one.video === video; }).length;
      if (many >= (video ? words.videos : words.photos)) { wrong(words.many, file.name); return; }
      kept.push({ name: file.name, data: data, video: video });
      told.textContent = words.added.replace("{name}", file.name);
      show();
    }
    function add(file) {
      return kind(file).then(function (what) {
        if (what === "gone") { wrong(words.gone, file.name); return null; }
        if (what === "video") { keep(file, file, true); return null; }
        if (what === "photo" && file.size <= SMALL) { keep(file, file, false); return null; }
        return smaller(file).then(function (drawn) {
          if (drawn) {
            keep(file, what !== "photo" || drawn.size < file.size ? drawn : file, false);
          } else if (what === "heic") {
            wrong(words.heic, file.name);
          } else if (what === "other") {
            wrong(words.other, file.name);
          } else {
            keep(file, file, false);
          }
        });
      });
    }
    Array.prototype.forEach.call(form.querySelectorAll("input[type=file]"), function (input) {
      input.addEventListener("change", function () {
        fault.textContent = "";
        var files = Array.prototype.slice.call(input.files);
        // One after the other: a cheap phone has no memory for several pictures at once.
        var work = files.reduce(function (before, file) {
          return before.then(function () { return add(file); });
        }, pending.length ? pending[pending.length - 1] : Promise.resolve());
        pending.push(work);
        work.then(function () { input.value = ""; });
      });
    });
    return {
      ready: function () { return Promise.all(pending); },
      fill: function (data) {
        data.delete("files");
        kept.forEach(function (one) { data.append("files", one.data, one.name); });
      }
    };
  };
}());
