// Five scenes of the first hour. Which answers were chosen is kept, so that one goes on
// where one was; at the end the package reports that it was completed.
"use strict";

var escenas = [
  {
    titulo: "Llega a las dos de la madrugada",
    relato: "Una adolescente baja del patrullero. Mira al suelo y no saluda. La ficha de ingreso está sobre la mesa. ¿Qué hace primero?",
    opciones: [
      ["Empezar por la ficha, para terminar rápido.", "La ficha puede esperar. Lo primero que ella aprende del centro es cómo la reciben, y una lista de preguntas se parece a un interrogatorio."],
      ["Decirle su nombre, ofrecerle agua y mostrarle dónde va a dormir.", "Así es. Presentarse, dar algo sencillo y mostrar el lugar le dice que está a salvo. La ficha se llena después.", 1],
      ["Preguntarle qué le pasó, para saber cómo ayudarla.", "Todavía no. No le ha contado nada a nadie de aquí, y contar cansa. Primero, que descanse."]
    ]
  },
  {
    titulo: "No contesta",
    relato: "Le pregunta si tiene hambre y ella no responde. Pasan diez segundos. ¿Qué le dice?",
    opciones: [
      ["«No hace falta que hable. Dejo aquí el té y estoy en la sala».", "Bien. Le da algo, le dice dónde la encuentra y no le exige nada a cambio.", 1],
      ["«Si no me contesta, no la puedo ayudar».", "Suena a condición. Callar también es una manera de cuidarse, sobre todo la primera noche."],
      ["Repetir la pregunta más fuerte, por si no oyó.", "Subir la voz asusta. Si dudara de que oye o entiende, pregunte en voz baja en qué lengua prefiere hablar."]
    ]
  },
  {
    titulo: "«¿Usted le va a contar a mi mamá?»",
    relato: "Es lo primero que dice. Usted todavía no sabe qué corresponde informar ni a quién.",
    opciones: [
      ["«No se preocupe, no le voy a contar a nadie».", "Es una promesa que quizá no pueda cumplir. Cuando se rompe, se rompe también la confianza."],
      ["«Hoy no voy a llamar a nadie sin decírselo antes. Mañana le explico qué debo informar y por qué».", "Eso es verdad y se puede cumplir. Saber qué sigue quita miedo.", 1],
      ["«Eso lo decide la dirección».", "Puede ser cierto, pero la deja sola con la pregunta. Dígale al menos cuándo y quién le va a explicar."]
    ]
  },
  {
    titulo: "Empieza a contar",
    relato: "Mientras dobla la frazada, dice: «Ellos decían que yo había querido ir». Se detiene y la mira.",
    opciones: [
      ["«¿Y usted quiso ir?»", "Pregunta por su parte en lo que le hicieron. Aunque no sea la intención, suena a acusación."],
      ["«Espere, traigo el cuaderno para anotar los nombres».", "Anotar en ese momento cambia la conversación. Escúchela; después escriba sus palabras tal como las dijo."],
      ["«Gracias por decírmelo. Aquí nadie le va a echar la culpa. Cuénteme solo lo que quiera».", "Bien. Recibe lo que dijo, le quita la culpa y la deja decidir cuánto cuenta.", 1]
    ]
  },
  {
    titulo: "Termina su turno",
    relato: "A las siete llega su relevo. ¿Qué le deja dicho?",
    opciones: [
      ["Lo que ella pidió, lo que la calma y lo que usted le prometió explicar hoy.", "Así no tiene que empezar de nuevo con cada turno. Ese es el relevo.", 1],
      ["«Llegó una nueva. Anda callada, a ver si tú le sacas algo».", "Habla de ella como de un encargo. Y empuja a la colega a preguntar lo que ella no quiso contar."],
      ["Nada: todo está en la ficha.", "La ficha no dice qué la calma ni qué se le prometió. Sin eso, a la mañana siguiente empieza otra vez de cero."]
    ]
  }
];

var api = buscar(window.parent);
var elegidas = [];
var terminado = false;

function buscar(ventana) {
  for (var n = 0; n < 8; n++) {
    if (ventana.API) return ventana.API;
    if (ventana.parent === ventana) return null;
    ventana = ventana.parent;
  }
  return null;
}
function poner(nombre, valor) {
  if (api) api.LMSSetValue(nombre, String(valor));
}

function empezar() {
  if (api) {
    api.LMSInitialize("");
    elegidas = (api.LMSGetValue("cmi.suspend_data") || "").split(",").filter(Boolean).map(Number);
    if (api.LMSGetValue("cmi.core.lesson_status") === "not attempted") poner("cmi.core.lesson_status", "incomplete");
  }
  mostrar();
}

function mostrar() {
  var n = elegidas.length;
  var opciones = document.getElementById("opciones");
  opciones.textContent = "";
  document.getElementById("respuesta").textContent = "";
  document.getElementById("seguir").hidden = true;
  if (n >= escenas.length) return cerrar();
  var escena = escenas[n];
  document.getElementById("avance").textContent = "Escena " + (n + 1) + " de " + escenas.length;
  document.getElementById("titulo").textContent = escena.titulo;
  document.getElementById("relato").textContent = escena.relato;
  escena.opciones.forEach(function (opcion, i) {
    var boton = document.createElement("button");
    boton.type = "button";
    boton.textContent = opcion[0];
    boton.onclick = function () { elegir(n, i, boton); };
    opciones.appendChild(boton);
  });
  document.getElementById("titulo").focus();
}

function elegir(n, i, boton) {
  var opcion = escenas[n].opciones[i];
  elegidas[n] = i;
  boton.setAttribute("aria-pressed", "true");
  document.querySelectorAll("#opciones button").forEach(function (b) { b.disabled = true; });
  document.getElementById("respuesta").textContent = opcion[1];
  document.getElementById("seguir").hidden = false;
  document.getElementById("seguir").focus();
  poner("cmi.suspend_data", elegidas.join(","));
  poner("cmi.core.lesson_location", "escena-" + elegidas.length);
  poner("cmi.interactions." + n + ".id", "escena-" + (n + 1));
  poner("cmi.interactions." + n + ".type", "choice");
  poner("cmi.interactions." + n + ".student_response", "abc".charAt(i));
  poner("cmi.interactions." + n + ".result", opcion[2] ? "correct" : "wrong");
  if (elegidas.length === escenas.length) {
    var bien = elegidas.filter(function (e, k) { return escenas[k].opciones[e][2]; }).length;
    poner("cmi.core.score.min", 0);
    poner("cmi.core.score.max", 100);
    poner("cmi.core.score.raw", Math.round((100 * bien) / escenas.length));
    poner("cmi.core.lesson_status", "completed");
  }
  if (api) api.LMSCommit("");
}

function cerrar() {
  document.getElementById("avance").textContent = "Terminó la práctica";
  document.getElementById("titulo").textContent = "Lo que se lleva al turno";
  document.getElementById("relato").textContent = "Presentarse, dar algo sencillo, decir la verdad sobre lo que sigue, escuchar sin apurar y dejar dicho lo que la calma. Puede repetir la práctica cuando quiera.";
  var otra = document.createElement("button");
  otra.type = "button";
  otra.textContent = "Repetir la práctica";
  otra.onclick = function () { elegidas = []; mostrar(); };
  document.getElementById("opciones").appendChild(otra);
}

function despedirse() {
  if (!api || terminado) return;
  terminado = true;
  poner("cmi.core.exit", elegidas.length < escenas.length ? "suspend" : "");
  api.LMSFinish("");
}

document.getElementById("seguir").onclick = mostrar;
window.addEventListener("pagehide", despedirse);
empezar();
