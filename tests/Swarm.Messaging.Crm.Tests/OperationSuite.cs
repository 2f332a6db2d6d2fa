using System.Text.Json;
using Swarm.Messaging.Client.Agents;

namespace Swarm.Messaging.Crm.Tests;

/// <summary>Every operation with its shipped description, and what it left in the CRM's database. The same for all ways to do them.</summary>
public abstract class OperationSuite
{
    private protected abstract CrmWorld World { get; }

    [Fact]
    public async Task Contact_create()
    {
        var made = await DoneAsync("contact_create", new { name = "Grace \"H\" <b>", email = "grace@example.test", phone = "+1 555", dnd = true });

        var row = World.App.Data.One("select * from contacts where id = $id", ("id", made.GetProperty("contactId").ToString()))!;
        (row["client"], row["name"], row["email"], row["phone"], row["dnd"]).ShouldBe(("acme", "Grace \"H\" <b>", "grace@example.test", "+1 555", 1L));
    }

    [Fact]
    public async Task Contact_update_changes_what_is_named_and_leaves_the_rest()
    {
        var id = World.NewContact(name: "Before");
        World.App.Data.Run("update contacts set email = 'old@example.test', dnd = 1 where id = $id", ("id", id));

        await DoneAsync("contact_update", new { contactId = id, name = "After", phone = "77", dnd = false });

        var row = World.App.Data.One("select * from contacts where id = $id", ("id", id))!;
        (row["name"], row["email"], row["phone"], row["dnd"]).ShouldBe(("After", "old@example.test", "77", 0L));
    }

    [Theory]
    [InlineData("..", "bad_input")]
    [InlineData(".", "bad_input")]
    [InlineData("", "bad_input")]
    [InlineData("../birch", null)]
    [InlineData("a/b?c", null)]
    public async Task A_value_that_would_name_another_resource_changes_nothing(string id, string? type)
    {
        var contact = World.NewContact(name: "Before");

        var failed = (await World.RunAsync("contact_update", new { contactId = id, name = "After" })).ShouldBeOfType<AgentResult.Failed>().Error;

        if (type is not null)
            failed.Type.ShouldBe(type, failed.Message);
        World.App.Data.One("select name from contacts where id = $id", ("id", contact))!["name"].ShouldBe("Before");
        World.Count("contacts where name = 'After' and client = 'acme' and id = $id", ("id", id)).ShouldBe(0);
    }

    [Fact]
    public async Task A_failure_names_the_resource_and_no_place_of_a_template()
    {
        var failed = (await World.RunAsync("contact_update", new { contactId = "nobody", name = "After" })).ShouldBeOfType<AgentResult.Failed>().Error;

        failed.Message.ShouldContain("/contacts/nobody");
        failed.Message.ShouldNotContain("{{");
    }

    [Fact]
    public async Task Contact_delete()
    {
        var (id, other) = (World.NewContact(), World.NewContact());

        (await DoneAsync("contact_delete", new { contactId = id })).GetProperty("contactId").ToString().ShouldBe(id);

        World.Count("contacts where id = $id", ("id", id)).ShouldBe(0);
        World.Count("contacts where id = $id", ("id", other)).ShouldBe(1);
    }

    [Fact]
    public async Task Custom_field_update()
    {
        var id = World.NewContact();

        await DoneAsync("custom_field_update", new { contactId = id, field = "plan", value = "basic" });
        await DoneAsync("custom_field_update", new { contactId = id, field = "plan", value = "gold" });

        World.App.Data.One("select value from fields where contact = $id and name = 'plan'", ("id", id))!["value"].ShouldBe("gold");
    }

    [Fact]
    public async Task Tag_add_and_tag_remove()
    {
        var id = World.NewContact();

        var added = await DoneAsync("tag_add", new { contactId = id, tag = "it's [new]" });
        await DoneAsync("tag_add", new { contactId = id, tag = "vip" });
        var left = await DoneAsync("tag_remove", new { contactId = id, tag = "it's [new]" });

        added.GetProperty("tags").EnumerateArray().Select(t => t.GetString()).ShouldBe(["it's [new]"]);
        left.GetProperty("tags").EnumerateArray().Select(t => t.GetString()).ShouldBe(["vip"]);
        World.App.Data.All("select tag from tags where contact = $id", ("id", id)).Select(r => r["tag"]).ShouldBe(["vip"]);
    }

    [Fact]
    public async Task Conversation_send_and_conversation_read()
    {
        var id = World.NewContact();
        World.App.Data.Insert("messages", ("client", "acme"), ("contact", id), ("direction", "in"), ("body", "Are you there?"), ("at", "2026"));

        var sent = await DoneAsync("conversation_send", new { contactId = id, body = "Yes: 10 < 11 & \"so on\"" });
        var read = await DoneAsync("conversation_read", new { contactId = id });

        World.App.Data.One("select body from messages where id = $id", ("id", sent.GetProperty("messageId").ToString()))!["body"].ShouldBe("Yes: 10 < 11 & \"so on\"");
        read.GetProperty("messages").EnumerateArray().Select(m => $"{m.GetProperty("direction").GetString()} {m.GetProperty("body").GetString()}").Order(StringComparer.Ordinal)
            .ShouldBe(["in Are you there?", "out Yes: 10 < 11 & \"so on\""]);
    }

    [Fact]
    public async Task Calendar_booking()
    {
        var id = World.NewContact();

        var made = await DoneAsync("calendar_booking", new { contactId = id, calendar = "Demo", startsAt = "2026-12-01T10:30", minutes = 45 });

        var row = World.App.Data.One("select * from bookings where id = $id", ("id", made.GetProperty("bookingId").ToString()))!;
        (row["contact"], row["calendar"], row["startsAt"], row["minutes"]).ShouldBe((long.Parse(id), "Demo", "2026-12-01T10:30", 45L));
    }

    [Fact]
    public async Task Opportunity_create_and_opportunity_update()
    {
        var made = (await DoneAsync("opportunity_create", new { contactId = World.NewContact(), pipeline = "sales", stage = "New", name = "Roof", value = 1200 })).GetProperty("opportunityId").ToString();
        await DoneAsync("opportunity_update", new { opportunityId = made, stage = "Won", status = "won" });

        var row = World.App.Data.One("select * from opportunities where id = $id", ("id", made))!;
        (row["name"], row["stage"], row["value"], row["status"]).ShouldBe(("Roof", "Won", 1200.0, "won"));
    }

    [Fact]
    public async Task Pipeline_update()
    {
        World.App.Data.Run("insert or ignore into pipelines (client, id, stages) values ('acme', 'hiring', 'Open')");

        (await DoneAsync("pipeline_update", new { pipeline = "hiring", stages = new[] { "Open", "Talk", "Done" } })).GetProperty("stages").GetString().ShouldBe("Open,Talk,Done");

        World.App.Data.One("select stages from pipelines where client = 'acme' and id = 'hiring'")!["stages"].ShouldBe("Open,Talk,Done");
    }

    [Fact]
    public async Task Campaign_add_and_campaign_remove()
    {
        var id = World.NewContact();

        await DoneAsync("campaign_add", new { contactId = id, campaign = "Newsletter" });
        await DoneAsync("campaign_add", new { contactId = id, campaign = "Spring" });
        await DoneAsync("campaign_remove", new { contactId = id, campaign = "Newsletter" });

        World.App.Data.All("select campaign from campaigns where contact = $id", ("id", id)).Select(r => r["campaign"]).ShouldBe(["Spring"]);
    }

    [Fact]
    public async Task Workflow_trigger()
    {
        var id = World.NewContact();

        var run = (await DoneAsync("workflow_trigger", new { contactId = id, workflow = "Reminder" })).GetProperty("runId").ToString();

        World.App.Data.One("select workflow from workflowRuns where id = $run and contact = $id", ("run", run), ("id", id))!["workflow"].ShouldBe("Reminder");
    }

    [Fact]
    public async Task Task_create()
    {
        var made = (await DoneAsync("task_create", new { contactId = World.NewContact(), title = "Call back", dueAt = "2026-12-24" })).GetProperty("taskId").ToString();

        var row = World.App.Data.One("select * from tasks where id = $id", ("id", made))!;
        (row["title"], row["dueAt"]).ShouldBe(("Call back", "2026-12-24"));
    }

    [Fact]
    public async Task Note_create()
    {
        var made = (await DoneAsync("note_create", new { contactId = World.NewContact(), body = "Likes tea." })).GetProperty("noteId").ToString();

        World.App.Data.One("select body from notes where id = $id", ("id", made))!["body"].ShouldBe("Likes tea.");
    }

    [Fact]
    public async Task Bulk_operation()
    {
        var ids = new[] { World.NewContact(), World.NewContact(), World.NewContact() };

        (await DoneAsync("bulk_operation", new { action = "tag", value = "sale", contactIds = ids })).GetProperty("changed").ToString().ShouldBe("3");

        World.Count($"tags where tag = 'sale' and contact in ({string.Join(',', ids)})").ShouldBe(3);
    }

    [Fact]
    public async Task Report_generate()
    {
        World.App.Data.Insert("messages", ("client", "birch"), ("contact", World.NewContact("birch")), ("direction", "in"), ("body", "x"), ("at", "2020-01-02T00"));
        World.App.Data.Insert("messages", ("client", "birch"), ("contact", World.NewContact("birch")), ("direction", "in"), ("body", "y"), ("at", "2020-01-02T01"));

        var rows = (await DoneAsync("report_generate", new { report = "messages", from = "2020-01-01", to = "2020-01-31" }, "birch")).GetProperty("rows");

        rows.GetArrayLength().ShouldBe(1);
        (rows[0].GetProperty("day").GetString(), rows[0].GetProperty("count").ToString()).ShouldBe(("2020-01-02", "2"));
    }

    [Fact]
    public async Task Data_export()
    {
        World.NewContact("cedar", "Only \"cedar\"");

        var made = await DoneAsync("data_export", new { what = "contacts" }, "cedar");

        (made.TryGetProperty("file", out var file) ? file : made).GetProperty("content").GetString()!.ShouldContain("\"Only \"\"cedar\"\"\"");
        Downloaded(made);
    }

    private protected virtual void Downloaded(JsonElement made)
    {
    }

    private protected async Task<JsonElement> DoneAsync(string operation, object input, string client = "acme") => (await World.RunAsync(operation, input, client)).ShouldSucceed();
}
