### Ce que disent tous les formulaires.

summary-title = Il y a un problème
optional = (facultatif)
cancel = Annuler
save = Enregistrer
continue = Continuer
later = Plus tard
back-to-day = Ma journée
back-to-persons = Personnes
back-to-sheet = Retour à la fiche
back-to-referral = Retour à l’orientation
step-back = Orientation : { $who }
step-of = étape { $n } sur { $of }
