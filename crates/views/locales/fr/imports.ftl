### `relais import` : ce qui a été lu, retenu, refusé. Le lecteur est la personne qui tient l’installation.

import-source = { $title } ({ $source })
import-read =
    { $read ->
        [one] { $read } ligne lue
       *[other] { $read } lignes lues
    }
import-accepted =
    { $accepted ->
        [one] { $accepted } retenue
       *[other] { $accepted } retenues
    }
import-refused =
    { $refused ->
        [one] { $refused } refusée
       *[other] { $refused } refusées
    }
import-dropped =
    { $dropped ->
        [one] { $dropped } valeur laissée de côté
       *[other] { $dropped } valeurs laissées de côté
    }
import-written = Écrit dans le réseau { $network } : { $inserted } nouveaux, { $updated } mis à jour, { $kept } laissés tels quels.
import-recognised-title = Organismes que le réseau connaît déjà par une autre source
import-recognised-identifier = { $id } : { $name }, par son identifiant
import-recognised-siret = { $id } : { $name }, par son SIRET
import-recognised-name = { $id } : { $name }, par son nom et sa commune
import-refused-title = Lignes refusées
import-dropped-title = Valeurs laissées de côté (la ligne est retenue)
import-row = ligne { $row }
import-row-id = ligne { $row }, { $id }
import-report-is-input = Le compte rendu s’écrirait sur le fichier à importer. Donnez-lui un autre nom.
import-report = Le détail est écrit dans { $file }.
import-unreadable = { $file } : rien n’a été importé. { $reason }
import-network-unknown = Ce réseau n’existe pas. Donnez son nom court avec --network.
import-network-unclear = Cette installation tient plusieurs réseaux. Dites lequel avec --network.

## Ce qui ne va pas dans le fichier entier
import-file-absent = Le fichier ne s’ouvre pas.
import-file-too-large = Le fichier dépasse 64 Mio.
import-file-not-text = Ce n’est pas un texte. Enregistrez le tableau en CSV, ou donnez le JSON.
import-file-json = Le JSON ne se lit pas jusqu’au bout.
import-file-empty = Le fichier ne contient aucune ligne.
import-file-unknown-producer = Aucun modèle ne connaît ces colonnes. Donnez-en un avec --mapping.
import-file-other-kind = Le modèle décrit une autre sorte de fichier.
import-file-mapping = Le modèle ne se lit pas.

## Champs
import-field-id = identifiant
import-field-pivot = numéro de registre
import-field-siret = SIRET
import-field-name = nom
import-field-kind = sorte d’organisme
import-field-street = rue
import-field-complement = complément d’adresse
import-field-postcode = code postal
import-field-commune = commune
import-field-insee = code INSEE
import-field-position = coordonnées
import-field-phone = téléphone
import-field-emails = adresse mail
import-field-website = site
import-field-hours = horaires
import-field-hours-note = horaires en clair
import-field-summary = résumé
import-field-detail = présentation
import-field-origin = origine
import-field-parent = organisme de rattachement
import-field-updated-on = date de mise à jour
import-field-typologies = typologies
import-field-services = services
import-field-publics = publics
import-field-care = prises en charge
import-field-fees = frais
import-field-itinerance = itinérance
import-field-programmes = programmes nationaux
import-field-trainings = formations et labels
import-field-other-trainings = autres formations
import-field-access = modalités d’accès
import-field-support = modalités d’accompagnement
import-field-access-sheet = fiche d’accessibilité
import-field-booking = prise de rendez-vous
import-field-row = la ligne entière

## Ce qui ne va pas dans une valeur
import-problem-text-required = manque
import-problem-text-too-long = trop long
import-problem-name-format = n’est pas un nom
import-problem-siret-length = n’a pas 14 chiffres
import-problem-siret-checksum = ne tombe pas juste
import-problem-siren-length = n’a pas 9 chiffres
import-problem-siren-checksum = ne tombe pas juste
import-problem-pivot-format = n’a pas la forme d’un numéro de registre
import-problem-phone-format = n’est pas un numéro de téléphone français
import-problem-email-format = n’est pas une adresse mail
import-problem-url-format = n’est pas une adresse http ou https
import-problem-postcode-format = n’a pas cinq chiffres
import-problem-postcode-unknown = n’est pas un code postal français
import-problem-insee-format = n’est pas un code INSEE de commune
import-problem-insee-unknown = n’est le code INSEE d’aucune commune
import-problem-date-unreadable = n’est pas une date
import-problem-date-impossible = n’existe pas au calendrier
import-problem-date-future = est dans l’avenir
import-problem-date-too-old = est trop ancien
import-problem-year-format = n’est pas une année
import-problem-hours-format = n’est pas dans la notation d’OpenStreetMap
import-problem-position-format = n’est pas un point sur la Terre
import-problem-position-elsewhere = tombe dans une autre commune
import-problem-code-unknown = n’est dans aucune liste
import-problem-id-repeated = déjà vu plus haut dans le fichier
import-problem-row-withdrawn = retirée par le producteur
import-problem-row-columns = n’a pas le nombre de colonnes de l’en-tête
import-problem-row-header = répète la ligne de titres, comme si plusieurs fichiers avaient été mis bout à bout
import-problem-row-not-text = contient un caractère nul, qui n’est pas du texte
import-problem-row-encoding = n’est pas écrite dans le même codage que le reste du fichier
import-problem-row-too-long = est trop longue pour être une ligne (64 Kio au plus)
import-problem-row-unclosed = ouvre un guillemet qui n’est jamais fermé
import-problem-row-not-an-object = n’est pas un objet JSON
import-problem-row-unreadable = ne se lit pas
import-problem-credential-password = ressemble à un mot de passe
import-problem-credential-nir = ressemble à un numéro de sécurité sociale
import-problem-credential-card = ressemble à un numéro de carte bancaire
import-problem-credential-iban = ressemble à un numéro de compte
