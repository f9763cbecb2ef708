//! Divisions: parts of an organization.

crate::category::operations! {
    create_division :: CreateDivision { NewDivision },
    get_division :: GetDivision { DivisionView },
    update_division :: UpdateDivision { DivisionChange },
}
