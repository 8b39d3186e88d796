//! Closed lists about organisations and services.

use crate::codes;

codes! {
    /// The ten themes of service-public.fr, also those of Aidants Connect's mandates.
    pub enum Theme {
        /// « Papiers, citoyenneté »
        Papers = "papiers",
        /// « Famille, scolarité »
        Family = "famille",
        /// « Social, santé »
        Social = "social",
        /// « Travail, formation »
        Work = "travail",
        /// « Logement »
        Housing = "logement",
        /// « Transports, mobilité »
        Transport = "transports",
        /// « Argent, impôts »
        Money = "argent",
        /// « Justice »
        Justice = "justice",
        /// « Étrangers en France »
        Foreigners = "etranger",
        /// « Loisirs, numérique »
        Leisure = "loisirs",
    }
}

codes! {
    /// What kind of organisation it is.
    pub enum OrganisationKind {
        /// Centre communal d'action sociale.
        Ccas = "ccas",
        /// Centre intercommunal d'action sociale.
        Cias = "cias",
        /// Town hall.
        Mairie = "mairie",
        /// Communauté de communes, métropole.
        Epci = "epci",
        /// Département.
        Departement = "departement",
        /// Caisse d'allocations familiales.
        Caf = "caf",
        /// Caisse primaire d'assurance maladie.
        Cpam = "cpam",
        /// Caisse d'assurance retraite et de la santé au travail.
        Carsat = "carsat",
        /// Mutualité sociale agricole.
        Msa = "msa",
        /// France Travail.
        FranceTravail = "france_travail",
        /// Mission locale (16 to 25).
        MissionLocale = "mission_locale",
        /// Préfecture, sous-préfecture.
        Prefecture = "prefecture",
        /// Maison France services.
        FranceServices = "france_services",
        /// Maison départementale des personnes handicapées.
        Mdph = "mdph",
        /// Protection maternelle et infantile.
        Pmi = "pmi",
        /// Centre local d'information et de coordination (elders).
        Clic = "clic",
        /// Tax, treasury.
        FinancesPubliques = "finances_publiques",
        /// Court, access to law, prison and probation.
        Justice = "justice",
        /// Housing: information agency, landlord, mediation.
        Logement = "logement",
        /// Community centre, social centre.
        CentreSocial = "centre_social",
        /// Digital mediation: public digital space, adviser.
        MediationNumerique = "mediation_numerique",
        /// Library.
        Library = "library",
        /// Association.
        Association = "association",
        /// Another kind.
        Other = "other",
    }
}

codes! {
    /// Whether an organisation takes part.
    pub enum OrganisationStatus {
        /// A member.
        Active = "active",
        /// Set aside for a time: its agents cannot act, nothing is sent to it.
        Suspended = "suspended",
        /// Gone; its history stays.
        Left = "left",
    }
}

codes! {
    /// How much room a service has.
    pub enum Capacity {
        /// Open.
        Open = "open",
        /// Few places.
        Limited = "limited",
        /// A waiting list.
        WaitingList = "waiting_list",
        /// Closed, until a date where one is known.
        Closed = "closed",
        /// An assessment comes first.
        AssessmentFirst = "assessment_first",
    }
}
