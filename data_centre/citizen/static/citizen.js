// What the page can do better with a script: the place of this phone, photos made small, what was written kept until
// it has arrived, and sending that survives a broken line. Without it the list of areas and the plain form do.
(function () {
  "use strict";
  var form = document.getElementById("report");
  if (!form) { return; }
  var words = JSON.parse(document.getElementById("words").textContent);
  function by(id) { return document.getElementById(id); }
  var told = by("here-told"), button = by("here"), lat = by("lat"), lon = by("lon"), send = by("send");
  var photos = window.iocPhotos && window.FormData && window.Promise ? window.iocPhotos(form, words) : null;

  // --- faults at their fields ---------------------------------------------------------------------------------
  var FIELDS = { type: "type", text: "text", place: "area", address: "address", contact: "name" };
  function hints(field, id, on) {
    var all = (field.getAttribute("aria-describedby") || "").split(" ").filter(function (x) { return x && x !== id; });
    if (on) { all.unshift(id); }
    if (all.length) { field.setAttribute("aria-describedby", all.join(" ")); } else { field.removeAttribute("aria-describedby"); }
  }
  function tell(place, text) {
    var field = by(FIELDS[place]), line = by(place + "-fault");
    if (!line && text) {
      line = document.createElement("p");
      line.className = "fault";
      line.id = place + "-fault";
      field.parentNode.insertBefore(line, field.nextSibling);
    }
    if (line) { line.textContent = text; }
    field.setAttribute("aria-invalid", text ? "true" : "false");
    hints(field, place + "-fault", Boolean(text));
    if (!form.querySelector("[aria-invalid=true]")) { by("send-fault").textContent = ""; }
  }
  function tellAll(faults) {
    var first = "";
    Object.keys(FIELDS).forEach(function (place) {
      tell(place, faults[place] || "");
      if (faults[place] && !first) { first = place; }
    });
    by("send-fault").textContent = faults.limit || (first ? words.see : "");
    if (first === "contact") { form.querySelector("details").open = true; }
    if (first) { by(FIELDS[first]).focus(); }
  }

  ["type", "text", "address"].forEach(function (id) {
    by(id).addEventListener("input", function () {
      if (by(id).getAttribute("aria-invalid") === "true" && by(id).value.trim()) { tell(id, ""); }
    });
  });

  // --- the place of this phone ----------------------------------------------------------------------------------
  function without(text) {
    lat.value = "";
    lon.value = "";
    told.textContent = text;
    button.disabled = false;
    button.classList.remove("done");
  }
  function ask(found) {
    var metres = Math.max(1, Math.round(found.coords.accuracy));
    if (metres > words.roughest) { without(words.rough.replace("{m}", metres)); return; }
    lat.value = found.coords.latitude.toFixed(6);
    lon.value = found.coords.longitude.toFixed(6);
    by("area").value = "";
    tell("place", "");
    told.textContent = words.have.replace("{m}", metres);
    button.disabled = false;
    button.classList.add("done");
    button.textContent = words.again;
    var request = new XMLHttpRequest();
    request.open("POST", "/phan-anh/vi-tri");
    request.setRequestHeader("Content-Type", "application/json");
    request.onload = function () {
      if (request.status !== 200) { return; }
      var answer = JSON.parse(request.responseText);
      if (answer.fault) { without(answer.fault + " " + words.choose); return; }
      told.textContent = words.have.replace("{m}", metres) + (answer.area ? " " + answer.area + "." : "");
    };
    request.send(JSON.stringify([Number(lat.value), Number(lon.value)]));
  }
  if (navigator.geolocation && window.isSecureContext) { by("here-row").hidden = false; }
  button.addEventListener("click", function () {
    button.disabled = true;
    told.textContent = words.asking;
    navigator.geolocation.getCurrentPosition(ask, function (error) {
      without(error.code === 1 ? words.refused : words.nowhere);
    }, { enableHighAccuracy: true, timeout: 15000, maximumAge: 0 });
  });
  by("area").addEventListener("change", function (event) {
    if (event.target.value) { tell("place", ""); }
    if (!event.target.value || !lat.value) { return; }
    without(words.instead);
  });

  // --- what was written is kept until it has arrived ------------------------------------------------------------
  var DRAFT = "ioc-citizen-draft", DAY = 86400000;
  var WRITTEN = ["type", "text", "area", "address"], OWN = ["name", "phone", "email"];
  function stored(store, names) {
    var said = { at: Date.now(), once: by("once").value };
    names.forEach(function (name) { said[name] = by(name).value; });
    try { window[store].setItem(DRAFT, JSON.stringify(said)); } catch (error) { /* a full or closed store: no draft */ }
  }
  function forget() {
    try {
      window.localStorage.removeItem(DRAFT);
      window.sessionStorage.removeItem(DRAFT);
    } catch (error) { /* there is none */ }
  }
  function recalled(store, names) {
    var said = null, any = false;
    try { said = JSON.parse(window[store].getItem(DRAFT)); } catch (error) { return false; }
    if (!said || !(Date.now() - said.at < DAY)) { return false; }
    names.forEach(function (name) {
      if (said[name] && !by(name).value) { by(name).value = said[name]; any = true; }
    });
    if (any && said.once) { by("once").value = said.once; }
    return any;
  }
  // Who it is from stays in this window only: phones are lent.
  function draft() { stored("localStorage", WRITTEN); stored("sessionStorage", OWN); }
  var arrived = false;
  form.addEventListener("input", function () { if (!arrived) { draft(); } });
  form.addEventListener("change", function () { if (!arrived) { draft(); } });
  var faulty = Boolean(form.querySelector(".fault[role=alert].card"));
  if (!faulty) {
    var some = recalled("localStorage", WRITTEN);
    if (recalled("sessionStorage", OWN)) { form.querySelector("details").open = true; some = true; }
    by("draft").hidden = !some;
  }
  by("forget").addEventListener("click", function () { forget(); window.location.replace("/phan-anh/"); });

  // --- sending --------------------------------------------------------------------------------------------------
  var sending = false;
  function idle(label) {
    sending = false;
    send.removeAttribute("aria-disabled");
    send.textContent = label;
    by("send-told").textContent = "";
  }
  function failed(text) {
    idle(words.resend);
    by("send-fault").textContent = text;
  }
  function answered(request, retry) {
    var answer = null;
    try { answer = JSON.parse(request.responseText); } catch (error) { /* not from the centre */ }
    if (request.status === 201 && answer) {
      arrived = true;
      forget();
      window.location.assign(answer.to);
    } else if (request.status === 403 && answer && answer.csrf && !retry) {
      form.elements.csrf.value = answer.csrf;
      post(true);
    } else if (answer && answer.faults) {
      idle(words.send);
      tellAll(answer.faults);
    } else {
      failed((answer && answer.text) || words.busy);
    }
  }
  function post(retry) {
    var data = new FormData(form), request = new XMLHttpRequest(), alive = 0, quarter = 0;
    photos.fill(data);
    function living() {
      window.clearTimeout(alive);
      alive = window.setTimeout(function () { request.abort(); }, words.patience);
    }
    function broken() { window.clearTimeout(alive); failed(words.broken); }
    request.open("POST", form.getAttribute("action"));
    request.setRequestHeader("Accept", "application/json");
    request.upload.onprogress = function (event) {
      living();
      if (!event.lengthComputable) { return; }
      var part = Math.floor(100 * event.loaded / event.total);
      send.textContent = words.sending + " " + part + "%";
      if (Math.floor(part / 25) > quarter) {
        quarter = Math.floor(part / 25);
        by("send-told").textContent = words.sending + " " + quarter * 25 + "%";
      }
    };
    request.onerror = request.onabort = broken;
    request.onload = function () { window.clearTimeout(alive); answered(request, retry); };
    living();
    request.send(data);
  }
  form.addEventListener("submit", function (event) {
    if (!photos) {
      // An old browser sends the plain form; a second tap must not break the first off.
      if (sending) { event.preventDefault(); }
      sending = true;
      return;
    }
    event.preventDefault();
    if (sending) { return; }
    var wrong = {};
    if (!lat.value && !by("area").value) { wrong.place = words.place; }
    if (by("area").value === "?" && !lat.value && !by("address").value.trim()) { wrong.address = words.address; }
    tellAll(wrong);
    if (Object.keys(wrong).length) { return; }
    sending = true;
    draft();
    send.setAttribute("aria-disabled", "true");
    send.textContent = words.sending;
    by("send-told").textContent = words.sending;
    photos.ready().then(function () { post(false); });
  });
  window.addEventListener("pageshow", function (event) {
    idle(words.send);
    // Back from the complaint that arrived: what is written here has been sent.
    if (event.persisted && arrived) { window.location.replace("/phan-anh/"); }
  });
}());
