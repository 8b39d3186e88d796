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

clock-late =
    { $n ->
        [one] en retard de { $n } jour
       *[other] en retard de { $n } jours
    }
clock-today = réponse due aujourd’hui
clock-tomorrow = réponse due demain
clock-days =
    { $n ->
        [one] { $n } jour pour répondre
       *[other] { $n } jours pour répondre
    }
clock-new = depuis aujourd’hui
clock-elapsed = jour { $day } sur { $limit }
