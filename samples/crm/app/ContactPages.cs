using Row = System.Collections.Generic.Dictionary<string, object?>;

namespace Swarm.Messaging.Samples.Crm;

/// <summary>Contacts: the list, and a page each with everything that is done to one.</summary>
internal static class ContactPages
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        CrmPages.Page(pages, "contacts", "Contacts", c => Html.Link(CrmPages.At(c, "contacts/new"), "New") + Html.Table("contact", Found(c), "name", "email", "phone"));
        CrmPages.Page(pages, "contacts/new", "New contact", c => Html.Form(
            "contact", CrmPages.At(c, "contacts"), "Create", Html.Input("name"), Html.Input("email", type: "email"), Html.Input("phone"), Html.Check("dnd", false), Html.Input("reference")));
        CrmPages.Post(pages, "contacts", "contact_create", CrmActions.ContactCreate, (c, made) => Contact(c, made["contactId"]));
        CrmPages.Page(pages, "contacts/{contact:long}", "Contact", One);
        Act(pages, "edit", "contact_update", CrmActions.ContactUpdate);
        CrmPages.Post(pages, "contacts/{contact:long}/delete", "contact_delete", CrmActions.ContactDelete, (c, _) => CrmPages.At(c, "contacts"));
        Act(pages, "field", "custom_field_update", CrmActions.FieldUpdate);
        Act(pages, "tag", "tag_add", CrmActions.TagAdd);
        Act(pages, "untag", "tag_remove", CrmActions.TagRemove);
        Act(pages, "note", "note_create", CrmActions.NoteCreate);
        Act(pages, "task", "task_create", CrmActions.TaskCreate);
        Act(pages, "campaign", "campaign_add", CrmActions.CampaignAdd);
        Act(pages, "uncampaign", "campaign_remove", CrmActions.CampaignRemove);
        Act(pages, "workflow", "workflow_trigger", CrmActions.WorkflowTrigger);
        CrmPages.Page(pages, "contacts/{contact:long}/conversation", "Conversation", c =>
            Html.Table("message", Newest(c, "messages"), "direction", "body", "at")
            + Html.Form("send", Path(c, "conversation"), "Send", Html.Area("body"), Html.Input("reference")));
        CrmPages.Post(pages, "contacts/{contact:long}/conversation", "conversation_send", CrmActions.MessageSend, (c, _) => Path(c, "conversation"));
    }

    private static void Act(IEndpointRouteBuilder pages, string path, string name, Func<CrmCall, Row> action) =>
        CrmPages.Post(pages, $"contacts/{{contact:long}}/{path}", name, action, (c, _) => Contact(c, c.Field("contact")));

    private static string One(CrmCall c)
    {
        var contact = c.Contact();
        string Field(string name) => Convert.ToString(contact[name]) ?? "";
        return Html.Table("contact", [contact], "name", "email", "phone")
            + Html.Section("Edit", Html.Form("edit", Path(c, "edit"), "Save", Html.Input("name", Field("name")), Html.Input("email", Field("email"), "email"), Html.Input("phone", Field("phone")), Html.Check("dnd", Field("dnd") == "1"), "<input type=\"hidden\" name=\"dnd\" value=\"off\">"))
            + Html.Section("Custom fields", Html.Table("field", Of(c, "fields", "name"), "name", "value"), Html.Form("field", Path(c, "field"), "Set", Html.Input("field"), Html.Input("value")))
            + Html.Section("Tags", string.Concat(Of(c, "tags", "tag").Select(t => $"<form class=\"tag\" method=\"post\" action=\"{Path(c, "untag")}\"><input type=\"hidden\" name=\"tag\" value=\"{Html.E(t["tag"])}\"><span>{Html.E(t["tag"])}</span> <button data-tag=\"{Html.E(t["tag"])}\">remove</button></form>")), Html.Form("tag", Path(c, "tag"), "Add", Html.Input("tag")))
            + Html.Section("Campaigns", string.Concat(Of(c, "campaigns", "campaign").Select(t => $"<form class=\"campaign\" method=\"post\" action=\"{Path(c, "uncampaign")}\"><input type=\"hidden\" name=\"campaign\" value=\"{Html.E(t["campaign"])}\"><span>{Html.E(t["campaign"])}</span> <button data-campaign=\"{Html.E(t["campaign"])}\">remove</button></form>")), Html.Form("campaign", Path(c, "campaign"), "Add", Html.Select("campaign", null, "Newsletter", "Spring")))
            + Html.Section("Workflows", Html.Table("workflowRun", Newest(c, "workflowRuns"), "workflow", "at"), Html.Form("workflow", Path(c, "workflow"), "Start", Html.Select("workflow", null, "Welcome", "Reminder"), Html.Input("reference")))
            + Html.Section("Notes", Html.Table("note", Newest(c, "notes"), "body", "at"), Html.Form("note", Path(c, "note"), "Add", Html.Area("body"), Html.Input("reference")))
            + Html.Section("Tasks", Html.Table("task", Newest(c, "tasks"), "title", "dueAt"), Html.Form("task", Path(c, "task"), "Add", Html.Input("title"), Html.Input("dueAt", type: "date"), Html.Input("reference")))
            + Html.Section("Delete", Html.Form("delete", Path(c, "delete"), "Delete"))
            + Html.Link(Path(c, "conversation"), "Conversation");
    }

    private static List<Row> Found(CrmCall c) => c.Data.All(
        "select * from contacts where client = $client and ($reference is null or reference = $reference) and ($email is null or email = $email) order by id desc limit 200",
        ("client", c.Client), ("reference", c.Field("reference")), ("email", c.Field("email")));

    private static List<Row> Of(CrmCall c, string table, string order) =>
        c.Data.All($"select * from {table} where client = $client and contact = $contact order by {order} limit 500", ("client", c.Client), ("contact", c.Contact()["id"]));

    /// <summary>The newest last; all of one reference if that is asked for.</summary>
    private static List<Row> Newest(CrmCall c, string table) => c.Data.All(
        $"select * from (select * from {table} where client = $client and contact = $contact and ($reference is null or reference = $reference) order by id desc limit 500) order by id",
        ("client", c.Client), ("contact", c.Contact()["id"]), ("reference", c.Field("reference")));

    private static string Contact(CrmCall c, object? id) => CrmPages.At(c, $"contacts/{id}");

    private static string Path(CrmCall c, string rest) => Contact(c, c.Field("contact")) + "/" + rest;
}
