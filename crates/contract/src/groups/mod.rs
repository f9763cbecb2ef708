//! Groups: users who share what the group owns.

crate::category::operations! {
    list_groups :: ListGroups { ListedGroup },
    create_group :: CreateGroup { NewGroup },
    get_group :: GetGroup { GroupView, NoAutoMembership },
    update_group :: UpdateGroup { GroupChange },
    delete_group :: DeleteGroup,
    list_users_in_group :: ListUsersInGroup,
    add_user_to_group :: AddUserToGroup { NewMember },
    remove_user_from_group :: RemoveUserFromGroup,
}
