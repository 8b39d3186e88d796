### Le cadre de toutes les pages.

brand = Relais
home = Relais, accueil
title-suffix = {" · Relais"}
title-error = {"Erreur : "}
skip-to-content = Aller au contenu
demonstration = Démonstration : données fictives. Aucune de ces personnes n’existe.
printed-on = imprimé le { $day }
nav-main = Principale
nav-day = Ma journée
nav-inbox = Relais reçus
nav-persons = Personnes
nav-partners = Trouver un partenaire
nav-organisations = Organismes du réseau
nav-switch = changer
nav-switch-what = d’organisme
nav-sign-out = Se déconnecter
foot-accessibility = Accessibilité
foot-privacy = Ce que Relais garde, pourquoi, jusqu’à quand

change = Modifier
not-given = Non renseigné
pager = Pages de la liste
pager-previous = Page précédente
pager-next = Page suivante

## Temps qui reste

clock-acknowledge-late =
    { $n ->
        [one] dire que c’est bien reçu : un jour de retard
       *[other] dire que c’est bien reçu : { $n } jours de retard
    }
clock-acknowledge-today = dire que c’est bien reçu, aujourd’hui au plus tard
clock-acknowledge-by = dire que c’est bien reçu, le { $day } au plus tard
clock-answer-late =
    { $n ->
        [one] répondre : un jour de retard
       *[other] répondre : { $n } jours de retard
    }
clock-answer-today = répondre aujourd’hui
clock-answer-by = répondre avant le { $day }
clock-new = depuis aujourd’hui
clock-elapsed = jour { $day } sur { $limit }

# Pages that follow what they show.
live-on = Mettre cette page à jour automatiquement
live-drawn = Page mise à jour à { $hour }.
live-changed = Quelque chose vient de changer ici. Ce que vous écrivez reste en place.
live-show = Afficher ce qui a changé
