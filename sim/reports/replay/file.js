// The replay as a file of its own.
import { mountReplay } from "./view.js";

mountReplay(document.getElementById("replay"), JSON.parse(document.getElementById("data").textContent), document);
