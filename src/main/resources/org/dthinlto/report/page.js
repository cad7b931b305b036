"use strict";
// Draws the report of one link from the data in this page. Loads nothing, keeps nothing, and puts
// names into the page as text only.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const $ = (id) => document.getElementById(id);

  // ---- the model

  const ORIGINS = [
    { key: "local", color: "--here", label: "compiled here", where: "here" },
    { key: "remote", color: "--remote", label: "compiled on the server", where: "server" },
    { key: "cache", color: "--cache", label: "from the cache", where: "cache" },
    { key: "remote cache", color: "--remote-cache", label: "from the server's cache", where: "server cache" },
    { key: "failed", color: "--failed", label: "failed", where: "failed" },
    { key: "not run", color: "--phase-0", label: "not compiled", where: "not run" },
  ];
  const originOf = new Map(ORIGINS.map((origin) => [origin.key, origin]));
  const GROUPS = ["here", "remote", "cache"];

  const columns = data.modules;
  const modules = columns.name.map((name, i) => ({
    index: i,
    name,
    origin: originOf.get(columns.origin[i]),
    group: columns.group[i],
    lane: columns.lane[i],
    start: columns.start[i],
    end: columns.end[i],
    took: columns.end[i] - columns.start[i],
    ran: columns.ran[i],
    bitcode: columns.bitcode[i],
    object: columns.object[i],
    imports: columns.imports[i],
    importers: [],
    parts: [],
    why: columns.reasons[columns.why[i]],
    compiled: columns.origin[i] === "local" || columns.origin[i] === "remote" || columns.origin[i] === "failed",
    reused: columns.origin[i] === "cache" || columns.origin[i] === "remote cache",
  }));
  for (const module of modules) {
    for (const place of module.imports) modules[place].importers.push(module.index);
  }
  for (const [place, ...parts] of columns.parts) {
    for (let i = 0; i < parts.length; i += 3) {
      modules[place].parts.push({ name: parts[i], took: parts[i + 2] - parts[i + 1] });
    }
  }
  // What a module costs: now, or what it took when it was compiled.
  for (const module of modules) {
    module.cost = module.compiled && module.lane > 0 ? module.took : module.ran;
  }
  const byCost = modules.slice().sort((a, b) =>
    Number(b.compiled) - Number(a.compiled) || b.cost - a.cost || a.index - b.index);

  // ---- words

  const NB = "\u00a0"; // a number and its unit stay in one line
  const time = (micros) => {
    if (micros < 0) return "—";
    if (micros < 999500) return micros < 10000 && micros > 0 ? (micros / 1000).toFixed(1) + NB + "ms" : Math.round(micros / 1000) + NB + "ms";
    const seconds = micros / 1e6;
    if (seconds < 9.95) return seconds.toFixed(1) + NB + "s";
    const whole = Math.round(seconds);
    if (whole < 60) return whole + NB + "s";
    if (whole < 3600) return Math.floor(whole / 60) + " min" + (whole % 60 ? " " + (whole % 60) + " s" : "");
    const minutes = Math.floor(whole / 60);
    return Math.floor(minutes / 60) + " h" + (minutes % 60 ? " " + (minutes % 60) + " min" : "");
  };
  const number = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ",");
  const size = (bytes) => {
    if (bytes < 0) return "—";
    if (bytes < 1000) return bytes + " B";
    for (const [unit, one] of [["KB", 1e3], ["MB", 1e6], ["GB", 1e9]]) {
      const n = bytes / one;
      if (n < 999.5 || unit === "GB") return (n < 9.95 ? n.toFixed(1) : String(Math.round(n))) + " " + unit;
    }
    return "";
  };
  const percent = (part, whole) => {
    const share = whole > 0 ? 100 * part / whole : 0;
    return (share > 0 && share < 1 ? "<1" : String(Math.round(share))) + " %";
  };
  const count = (n, what) => number(n) + " " + what + (n === 1 ? "" : "s");
  // Of a path the file, of an archive's member the member.
  const short = (name) => name.replace(/ at \d+\)$/, ")").replace(/^.*\((.+)\)$/, "$1").replace(/^.*\//, "");
  const sum = (list, value) => list.reduce((total, each) => total + Math.max(0, value(each)), 0);

  // ---- elements

  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name === "onclick") element.addEventListener("click", value);
      else if (name === "color") element.style.background = "var(" + value + ")";
      else if (name === "width") element.style.width = value;
      else if (name === "grow") element.style.flexGrow = value;
      else element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  };
  const bdi = (text) => make("bdi", {}, text);
  const fill = (id, ...children) => $(id).replaceChildren(...children);
  const show = (id) => { $(id).hidden = false; };
  const tile = (name, value, note) => make("div", {}, make("dt", {}, name), make("dd", {}, value, ...(note ? [make("span", { class: "sub" }, note)] : [])));
  const legend = (color, label, value) => make("li", {}, make("i", { color }), label, make("span", { class: "value" }, value));
  const pick = (module) => make("button", { type: "button", class: "pick", onclick: () => choose(module, true) }, bdi(module.name));

  // ---- the head

  const compiled = modules.filter((module) => module.compiled);
  const reused = modules.filter((module) => module.reused);
  const backends = sum(data.phases.filter((phase) => phase.name === "backends"), (phase) => phase.end - phase.start);

  const drawTiles = () => {
    const tiles = [tile("Whole link", time(data.total))];
    if (modules.length > 0) {
      tiles.push(tile("Compiled", number(compiled.length), "of " + count(modules.length, "module")));
      tiles.push(tile("Reused", number(reused.length), modules.length > 0 ? percent(reused.length, modules.length) : ""));
    }
    if (compiled.length > 0) {
      tiles.push(tile("Longest module", time(byCost[0].cost), bdi(byCost[0].name)));
      tiles.push(tile("All modules together", time(data.sum), backends > 0 ? (data.sum / backends).toFixed(1) + " at once on average" : ""));
    }
    if (data.busy >= 0) tiles.push(tile("Job slots busy", data.busy + " %", "of the backends' time"));
    fill("tiles", ...tiles);
  };

  // ---- phases

  const PHASE_COLORS = { "thin link": "--phase-2", backends: "--here", "final link": "--phase-3", stage: "--phase-1" };
  const drawPhases = () => {
    if (data.phases.length === 0) return;
    const names = [...new Set(data.phases.map((phase) => phase.name))];
    const color = (name) => PHASE_COLORS[name] || "--phase-0";
    const took = (name) => sum(data.phases.filter((phase) => phase.name === name), (phase) => phase.end - phase.start);
    fill("phases-bar", ...data.phases.map((phase) =>
      make("i", { color: color(phase.name), grow: String(Math.max(1, phase.end - phase.start)) })));
    fill("phases", ...names.map((name) => legend(color(name), name, time(took(name)) + ", " + percent(took(name), data.total))));
    show("phases-part");
  };

  // ---- the timeline

  const timeline = (() => {
    const drawn = modules.filter((module) => module.lane > 0 && !(module.start === 0 && module.end === 0))
      .sort((a, b) => a.start - b.start || a.index - b.index);
    const canvas = $("timeline");
    const context = canvas.getContext("2d");
    const rows = [];
    const rowOf = new Map();
    for (const group of GROUPS) {
      const most = drawn.reduce((n, module) => module.group === group ? Math.max(n, module.lane) : n, 0);
      for (let lane = 1; lane <= most; lane++) {
        rowOf.set(group + " " + lane, rows.length);
        rows.push({ label: group + " " + lane, modules: [] });
      }
    }
    for (const module of drawn) {
      module.row = rowOf.get(module.group + " " + module.lane);
      rows[module.row].modules.push(module);
    }
    const whole = { from: 0, to: Math.max(1, data.total) };
    let view = { ...whole };
    let hovered = null;
    let chosen = null;
    let left = 0;
    const TOP = 26;
    const AXIS = 22;
    const height = rows.length <= 6 ? 34 : rows.length <= 24 ? 22 : Math.max(3, Math.floor(528 / rows.length));

    const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    const x = (t, width) => left + (t - view.from) / (view.to - view.from) * (width - left);
    const t = (px, width) => view.from + (px - left) / (width - left) * (view.to - view.from);

    const step = (span, most) => {
      const rough = span / most;
      const power = 10 ** Math.floor(Math.log10(rough));
      return [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough);
    };

    // The text if there is room for it.
    const label = (text, from, to, middle) => {
      const visibleFrom = Math.max(from, left) + 5;
      if (context.measureText(text).width <= to - 5 - visibleFrom) context.fillText(text, visibleFrom, middle);
    };

    const draw = () => {
      const width = canvas.clientWidth;
      if (width === 0) return;
      const tall = TOP + rows.length * height + AXIS;
      const scale = window.devicePixelRatio || 1;
      canvas.style.height = tall + "px";
      canvas.width = Math.round(width * scale);
      canvas.height = Math.round(tall * scale);
      context.setTransform(scale, 0, 0, scale, 0, 0);
      context.textBaseline = "middle";
      const small = "12px system-ui, sans-serif";
      const mono = "11px ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace";
      left = width < 560 || height < 10 ? 0 : 76;
      const soft = css("--soft");
      const bars = new Map(ORIGINS.map((origin) => [origin.key, css(origin.color)]));
      context.fillStyle = css("--card");
      context.fillRect(left, TOP, width - left, rows.length * height);

      // Phases above, their ends as lines through all lanes.
      context.font = small;
      for (const phase of data.phases) {
        const from = Math.max(left, x(phase.start, width));
        const to = Math.min(width, x(phase.end, width));
        if (to <= from) continue;
        context.fillStyle = css("--line");
        context.fillRect(from, 0, 1, TOP + rows.length * height);
        context.fillStyle = soft;
        label(phase.name, from, to, TOP / 2);
      }

      // Bars; those of less than a pixel are drawn once for each pixel.
      for (let r = 0; r < rows.length; r++) {
        const y = TOP + r * height;
        let until = -1;
        for (const module of rows[r].modules) {
          if (module.end < view.from || module.start > view.to) continue;
          const from = Math.max(left, x(module.start, width));
          const to = Math.min(width, x(module.end, width));
          if (to - from < 1 && to <= until) continue;
          const wide = to - from > 4;
          context.fillStyle = bars.get(module.origin.key);
          context.fillRect(from, y + (height > 6 ? 1 : 0), Math.max(1, to - from - (wide ? 1 : 0)), height - (height > 6 ? 2 : 0));
          until = Math.max(to, from + 1);
          if (height >= 16 && to - from > 30) {
            context.fillStyle = css("--on-bar");
            context.font = mono;
            label(short(module.name), from, to, y + height / 2);
          }
        }
        if (left > 0) {
          context.fillStyle = soft;
          context.font = small;
          context.fillText(rows[r].label, 0, y + height / 2);
        }
      }

      for (const [module, line] of [[chosen, 2], [hovered, 1]]) {
        if (!module || module.row === undefined) continue;
        const from = Math.max(left, x(module.start, width));
        const to = Math.min(width, Math.max(x(module.end, width), from + 2));
        if (to < left || from > width) continue;
        context.strokeStyle = css("--mark");
        context.lineWidth = line;
        context.strokeRect(from + .5, TOP + module.row * height + .5, Math.max(1, to - from - 1), height - 1);
      }

      // The axis.
      context.font = small;
      context.fillStyle = soft;
      const every = step(view.to - view.from, Math.max(2, Math.floor((width - left) / 90)));
      const bottom = TOP + rows.length * height;
      for (let tick = Math.ceil(view.from / every) * every; tick <= view.to; tick += every) {
        const at = x(tick, width);
        context.fillRect(at, bottom, 1, 4);
        const text = every < 1e5 ? Math.round(tick / 1000) + " ms" : (tick / 1e6).toFixed(every < 1e6 ? 1 : 0) + " s";
        const half = context.measureText(text).width / 2;
        context.fillText(text, Math.min(width - 2 * half, Math.max(left, at - half)), bottom + 13);
      }
    };

    let asked = false;
    const redraw = () => {
      if (asked) return;
      asked = true;
      requestAnimationFrame(() => { asked = false; draw(); });
    };

    const at = (event) => {
      const box = canvas.getBoundingClientRect();
      const row = rows[Math.floor((event.clientY - box.top - TOP) / height)];
      if (!row) return null;
      const px = event.clientX - box.left;
      const near = (view.to - view.from) / (box.width - left) * 4;
      const when = t(px, box.width);
      let best = null;
      let distance = near;
      for (const module of row.modules) {
        const away = Math.max(module.start - when, when - module.end, 0);
        if (away <= distance && (best === null || away < distance)) {
          best = module;
          distance = away;
        }
      }
      return best;
    };

    const tell = (module) => {
      hovered = module;
      const told = module || chosen;
      if (told && told.row !== undefined) {
        const words = [time(told.took), told.origin.label, "began at " + time(told.start)];
        if (told.why.length > 0) words.push(told.why.join("; "));
        fill("readout", bdi(told.name), " · " + words.join(" · "));
      }
      redraw();
    };

    const look = (from, to) => {
      const span = Math.min(whole.to, Math.max(20, to - from));
      const start = Math.min(Math.max(0, from), whole.to - span);
      view = { from: start, to: start + span };
      redraw();
    };
    const zoom = (factor, centre) => {
      const middle = centre === undefined ? (view.from + view.to) / 2 : centre;
      look(middle - (middle - view.from) * factor, middle + (view.to - middle) * factor);
    };

    let drag = null;
    canvas.addEventListener("pointerdown", (event) => {
      drag = { x: event.clientX, from: view.from, to: view.to, moved: false };
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!drag) {
        const module = at(event);
        if (module !== hovered) tell(module);
        return;
      }
      const by = event.clientX - drag.x;
      drag.moved = drag.moved || Math.abs(by) > 4;
      if (drag.moved) {
        const shift = by / (canvas.clientWidth - left) * (drag.to - drag.from);
        look(drag.from - shift, drag.to - shift);
      }
    });
    canvas.addEventListener("pointerup", (event) => {
      const module = drag && !drag.moved ? at(event) : null;
      drag = null;
      if (module) {
        tell(module);
        choose(module, false);
      }
    });
    canvas.addEventListener("pointercancel", () => { drag = null; });
    canvas.addEventListener("pointerleave", () => { if (!drag) tell(null); });
    canvas.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      zoom(event.deltaY > 0 ? 1.25 : .8, t(event.clientX - canvas.getBoundingClientRect().left, canvas.clientWidth));
    }, { passive: false });
    canvas.addEventListener("keydown", (event) => {
      const from = drawn.indexOf(hovered || chosen);
      const keys = {
        ArrowRight: () => walk(drawn[Math.min(drawn.length - 1, from + 1)]),
        ArrowLeft: () => walk(drawn[Math.max(0, from - 1)]),
        Enter: () => { if (hovered) choose(hovered, true); },
        "+": () => zoom(.6),
        "-": () => zoom(1 / .6),
        0: () => look(0, whole.to),
      };
      if (keys[event.key] && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        keys[event.key]();
      }
    });
    const walk = (module) => {
      if (!module) return;
      const span = view.to - view.from;
      if (module.start < view.from || module.end > view.to) look(module.start - span / 4, module.start + span * 3 / 4);
      tell(module);
    };

    return {
      rows: rows.length,
      start() {
        if (drawn.length === 0) return;
        const used = ORIGINS.filter((origin) => drawn.some((module) => module.origin === origin));
        fill("origins", ...used.map((origin) =>
          legend(origin.color, origin.label, number(drawn.filter((module) => module.origin === origin).length))));
        $("zoom-in").addEventListener("click", () => zoom(.6));
        $("zoom-out").addEventListener("click", () => zoom(1 / .6));
        $("zoom-fit").addEventListener("click", () => look(0, whole.to));
        show("timeline-part");
        new ResizeObserver(redraw).observe(canvas);
        window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
        draw();
      },
      choose(module) {
        chosen = module;
        tell(hovered);
      },
    };
  })();

  // ---- one module, and who gives it code

  const SIDE = 10;
  const drawSide = (id, places, what) => {
    const sorted = places.map((place) => modules[place]).sort((a, b) => b.cost - a.cost || a.index - b.index);
    const items = (most) => {
      const shown = sorted.slice(0, most).map((module) => make("li", {}, pick(module)));
      if (sorted.length > most) {
        shown.push(make("li", {}, make("button", { type: "button", class: "none", onclick: () => { fill(id, ...items(sorted.length)); drawEdges(); } },
          "and " + number(sorted.length - most) + " more")));
      }
      return shown.length > 0 ? shown : [make("li", { class: "none" }, "no module")];
    };
    $(id + "-title").textContent = what + (places.length > 0 ? " " + count(places.length, "module") : "");
    fill(id, ...items(SIDE));
  };

  const SVG = "http://www.w3.org/2000/svg";
  const drawEdges = () => {
    const svg = $("edges");
    const box = svg.getBoundingClientRect();
    const paths = [];
    if (box.width > 0) {
      const centre = document.querySelector(".centre").getBoundingClientRect();
      const curve = (x1, y1, x2, y2) => {
        const path = document.createElementNS(SVG, "path");
        const bend = (x2 - x1) / 2;
        path.setAttribute("d", `M${x1},${y1}C${x1 + bend},${y1} ${x2 - bend},${y2} ${x2},${y2}`);
        paths.push(path);
      };
      const middle = (centre.top + centre.bottom) / 2 - box.top;
      for (const item of $("from").querySelectorAll("li:not(.none)")) {
        const r = item.getBoundingClientRect();
        curve(r.right - box.left + 8, (r.top + r.bottom) / 2 - box.top, centre.left - box.left, middle);
      }
      for (const item of $("to").querySelectorAll("li:not(.none)")) {
        const r = item.getBoundingClientRect();
        curve(centre.right - box.left, middle, r.left - box.left - 8, (r.top + r.bottom) / 2 - box.top);
      }
    }
    svg.replaceChildren(...paths);
  };

  const choose = (module, move) => {
    fill("module-title", bdi(module.name));
    const tiles = [
      module.reused
        ? tile("Reused", module.lane > 0 ? time(module.took) : "as it was", module.ran >= 0 ? "took " + time(module.ran) + " when compiled" : "")
        : tile("Took", module.lane > 0 ? time(module.took) : "—", module.lane > 0 && backends > 0 ? percent(module.took, backends) + " of the backends' time" : ""),
      tile("Where", module.origin.where, module.lane > 0 ? "lane " + module.group + " " + module.lane + ", began at " + time(module.start) : ""),
      tile("Bitcode", size(module.bitcode)),
      tile("Object", size(module.object)),
    ];
    for (const part of module.parts) tiles.push(tile(part.name, time(part.took)));
    fill("module-facts", ...tiles);
    $("module-why").textContent = module.why.length > 0 ? (module.origin.key === "failed" ? "" : "Compiled because: ") + module.why.join("; ") : "";
    $("module-why").hidden = module.why.length === 0;
    fill("centre", short(module.name));
    drawSide("from", module.imports, "Takes code from");
    drawSide("to", module.importers, "Gives code to");
    show("module-part");
    drawEdges();
    timeline.choose(module);
    table.choose(module);
    if (move) {
      $("module-title").focus({ preventScroll: true });
      $("module-part").scrollIntoView({ block: "nearest", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    }
  };

  // ---- all modules

  const table = (() => {
    const COLUMNS = [
      { name: "Module", id: "name", text: (m) => m.name },
      { name: "Time", id: "time", value: (m) => m.cost },
      { name: "Where", id: "where", text: (m) => m.origin.where },
      { name: "Began", id: "start", value: (m) => (m.lane > 0 ? m.start : -1) },
      { name: "Bitcode", id: "bitcode", value: (m) => m.bitcode },
      { name: "Object", id: "object", value: (m) => m.object },
      { name: "Imports", id: "imports", value: (m) => m.imports.length },
      { name: "Why it was compiled", id: "why", text: (m) => (m.why || []).join("; ") },
    ];
    const PAGE = 15;
    let sorted = COLUMNS[1];
    let down = true;
    let shown = PAGE;
    let chosen = null;
    const longest = byCost.length > 0 ? Math.max(1, ...byCost.slice(0, 1).map((m) => m.cost), byCost.reduce((n, m) => Math.max(n, m.cost), 0)) : 1;

    const order = () => {
      if (sorted.id === "time") return down ? byCost.slice() : byCost.slice().reverse();
      const sign = down ? -1 : 1;
      const list = modules.slice();
      if (sorted.value) list.sort((a, b) => sign * (sorted.value(a) - sorted.value(b)) || a.index - b.index);
      else {
        const keys = new Map(list.map((m) => [m, sorted.text(m)]));
        list.sort((a, b) => (keys.get(a) < keys.get(b) ? -sign : keys.get(a) > keys.get(b) ? sign : a.index - b.index));
      }
      return list;
    };

    const row = (m) => {
      const cell = (id, ...children) => make("td", { class: "col-" + id }, ...children);
      const cost = m.reused ? make("span", { class: "was" }, m.ran >= 0 ? "was " + time(m.ran) : "—") : time(m.lane > 0 ? m.took : -1);
      const line = make("tr", m === chosen ? { class: "chosen" } : {},
        cell("name", pick(m)),
        cell("time", cost, make("i", { class: "meter", color: m.origin.color, width: 100 * Math.max(0, m.cost) / longest + "%" })),
        cell("where", make("i", { class: "dot", color: m.origin.color }), m.origin.where),
        cell("start", m.lane > 0 ? time(m.start) : "—"),
        cell("bitcode", size(m.bitcode)),
        cell("object", size(m.object)),
        cell("imports", number(m.imports.length)),
        cell("why", (m.why || []).join("; ")));
      return line;
    };

    const draw = () => {
      const part = $("filter").value.toLowerCase();
      const which = $("which").value;
      const all = order().filter((m) => (part === "" || m.name.toLowerCase().includes(part)) && (which === "" || m.origin.key === which));
      $("modules").tBodies[0].replaceChildren(...all.slice(0, shown).map(row));
      $("count").textContent = all.length === modules.length ? count(all.length, "module") : number(all.length) + " of " + count(modules.length, "module");
      $("more").hidden = all.length <= shown;
      $("more").textContent = "Show " + number(Math.min(200, all.length - shown)) + " more";
      for (const head of $("modules").tHead.rows[0].cells) {
        if (head.className === "col-" + sorted.id) head.setAttribute("aria-sort", down ? "descending" : "ascending");
        else head.removeAttribute("aria-sort");
      }
    };

    return {
      start() {
        if (modules.length === 0) return;
        const keys = new Set(modules.map((m) => m.origin.key));
        fill("which", make("option", { value: "" }, "all"), ...ORIGINS.filter((o) => keys.has(o.key)).map((o) => make("option", { value: o.key }, o.label)));
        $("modules").tHead.rows[0].replaceChildren(...COLUMNS.map((column) =>
          make("th", { scope: "col", class: "col-" + column.id }, make("button", { type: "button", onclick: () => {
            down = sorted === column ? !down : Boolean(column.value);
            sorted = column;
            shown = PAGE;
            draw();
          } }, column.name))));
        $("filter").addEventListener("input", () => { shown = PAGE; draw(); });
        $("which").addEventListener("change", () => { shown = PAGE; draw(); });
        $("more").addEventListener("click", () => { shown += 200; draw(); });
        draw();
        show("modules-part");
      },
      choose(module) {
        chosen = module;
        if (!$("modules-part").hidden) draw();
      },
    };
  })();

  // ---- reuse, sizes, facts

  const drawReuse = () => {
    if (modules.length === 0) return;
    const parts = ORIGINS.map((origin) => ({ origin, list: modules.filter((module) => module.origin === origin) })).filter((part) => part.list.length > 0);
    fill("reuse-bar", ...parts.map((part) => make("i", { color: part.origin.color, grow: String(part.list.length) })));
    fill("reuse", ...parts.map(({ origin, list }) => {
      const took = sum(list.filter((module) => module.ran >= 0), (module) => module.ran);
      const note = origin.key.endsWith("cache") && took > 0 ? ", took " + time(took) + " when compiled" : "";
      return legend(origin.color, origin.label, number(list.length) + ", " + percent(list.length, modules.length) + note);
    }));
    const counts = new Map();
    for (const module of compiled) {
      if (module.origin.key === "failed") continue;
      for (const reason of module.why) counts.set(reason, (counts.get(reason) || 0) + 1);
    }
    if (counts.size > 0) {
      const most = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 8);
      fill("reasons", ...most.map(([reason, n]) => make("li", {}, make("span", {}, reason), make("span", { class: "value" }, count(n, "module")))));
      show("reasons-part");
    }
    show("reuse-part");
  };

  const drawSizes = () => {
    const sized = modules.filter((module) => module.object >= 0 && module.bitcode >= 0);
    if (sized.length === 0) return;
    $("sizes-sum").textContent = size(sum(sized, (m) => m.bitcode)) + " of bitcode became " + size(sum(sized, (m) => m.object)) + " of objects.";
    fill("sizes-legend", legend("--phase-1", "bitcode", ""), legend("--here", "object", ""));
    const largest = sized.slice().sort((a, b) => b.object - a.object || a.index - b.index).slice(0, 8);
    const most = Math.max(1, ...largest.map((m) => Math.max(m.object, m.bitcode)));
    fill("sizes", ...largest.map((m) => make("li", {}, pick(m),
      make("span", { class: "value" }, size(m.bitcode) + " → " + size(m.object)),
      make("span", { class: "meters" },
        make("i", { color: "--phase-1", width: 100 * m.bitcode / most + "%" }),
        make("i", { color: "--here", width: 100 * m.object / most + "%" })))));
    show("sizes-part");
  };

  const drawFacts = () => {
    const facts = [["Began", new Date(data.beganMillis).toLocaleString()], ...data.facts];
    fill("facts", ...facts.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, bdi(value))]));
  };

  drawTiles();
  drawPhases();
  timeline.start();
  table.start();
  if (byCost.length > 0) choose(byCost[0], false);
  drawReuse();
  drawSizes();
  drawFacts();
  window.addEventListener("resize", drawEdges);
  document.body.dataset.drawn = String(modules.length);
})();
