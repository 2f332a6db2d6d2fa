using System.Text.Json;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Crm.Operations;
using Swarm.Messaging.Integration.Tests;
using Swarm.Messaging.Tests.Wasm;

namespace Swarm.Messaging.Crm.Tests.Operations;

/// <summary>The shipped descriptions, their published form, and what is said of broken ones.</summary>
public sealed class OperationFolderTests : IDisposable
{
    private static readonly string[] All =
    [
        "bulk_operation", "calendar_booking", "campaign_add", "campaign_remove", "contact_create", "contact_delete", "contact_update", "conversation_read", "conversation_send", "custom_field_update",
        "data_export", "note_create", "opportunity_create", "opportunity_update", "pipeline_update", "report_generate", "tag_add", "tag_remove", "task_create", "workflow_trigger",
    ];

    private static readonly string[] NotRepeatable =
        ["bulk_operation", "calendar_booking", "contact_create", "conversation_send", "note_create", "opportunity_create", "task_create", "workflow_trigger"];

    private readonly TempFolder folder = new("operations");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Twenty_operations_have_pages_and_twenty_one_have_calls()
    {
        var pages = PageReader.Read(Path.Combine(CrmWorld.ShippedOperations, "browser")).Operations;
        var calls = RestReader.Read(Path.Combine(CrmWorld.ShippedOperations, "rest")).Operations;

        pages.Keys.Order(StringComparer.Ordinal).ShouldBe(All);
        calls.Keys.Order(StringComparer.Ordinal).ShouldBe([.. All.Append("integration_sync").Order(StringComparer.Ordinal)]);
        foreach (var operations in new IEnumerable<Operation>[] { pages.Values, calls.Values })
        {
            operations.Where(o => !o.Repeatable).Select(o => o.Name).Order(StringComparer.Ordinal).ShouldBe(NotRepeatable);
            operations.Where(o => !o.Repeatable).ShouldAllBe(o => o.CanVerify);
        }

        calls.Values.Where(o => o.Bulk is not null).Select(o => o.Name).Order(StringComparer.Ordinal).ShouldBe(["contact_create", "tag_add", "tag_remove"]);
    }

    [Theory]
    [InlineData("browser")]
    [InlineData("rest")]
    public void The_shipped_files_have_the_published_form(string way)
    {
        var schema = JsonElement.Parse(File.ReadAllText(Path.Combine(Checkout.Folder, "contracts", "schemas", "operations", $"{way}.json")));
        var files = Directory.GetFiles(Path.Combine(CrmWorld.ShippedOperations, way));

        files.Length.ShouldBeGreaterThan(20);
        foreach (var file in files)
            JsonSchemaCheck.Errors(schema, JsonElement.Parse(File.ReadAllText(file))).ShouldBeEmpty(Path.GetFileName(file));
    }

    [Fact]
    public void The_published_form_refuses_what_the_reader_refuses()
    {
        var schema = JsonElement.Parse(File.ReadAllText(Path.Combine(Checkout.Folder, "contracts", "schemas", "operations", "browser.json")));

        JsonSchemaCheck.Errors(schema, JsonElement.Parse("""{"operation":"x","steps":[{"do":"jump"}]}""")).ShouldNotBeEmpty();
        JsonSchemaCheck.Errors(schema, JsonElement.Parse("""{"operation":"x","steps":[],"stesp":[]}""")).ShouldNotBeEmpty();
    }

    [Fact]
    public void Everything_that_is_wrong_is_named_with_its_file_operation_step_and_value()
    {
        Write("login", """{"steps":[{"do":"goto","url":"/login"}]}""");
        Write("a", """{"operation":"a","repeatable":true,"steps":[{"do":"goto","url":"/x"},{"do":"jump","at":"#b"},{"do":"fill","at":"#c"},{"do":"click","at":"#d","value":"v"},{"do":"goto","url":"/{{inptu.x}}"}]}""");
        Write("b", """{"operation":"other","steps":[{"do":"click","at":"{{input.x"}],"settleMs":-1}""");
        Write("c", "{ no json");

        var problems = Should.Throw<OperationException>(() => PageReader.Read(folder.Path)).Problems;

        problems.ShouldContain(p => p.Contains("a.json, a, step 2 of steps, do is \"jump\": it must be one of goto, fill"));
        problems.ShouldContain(p => p.Contains("step 3 of steps, value: it is missing"));
        problems.ShouldContain(p => p.Contains("step 4 of steps, value is \"v\": there is no such field here; known are at, description, do, effect, navigates, when"));
        problems.ShouldContain(p => p.Contains("step 5 of steps: {{inptu.x}} is not known here; places begin with input, client"));
        problems.ShouldContain(p => p.Contains("b.json, b, step 1 of steps, at is \"{{input.x\""));
        problems.ShouldContain(p => p.Contains("b, settleMs is -1: it must be a whole number from 0 to 300000"));
        problems.ShouldContain(p => p.Contains("it is 'other' and the file is 'b.json'"));
        problems.ShouldContain(p => p.Contains("one must have \"effect\": true"));
        problems.ShouldContain(p => p.Contains("c.json: it is no JSON"));
    }

    [Fact]
    public void Calls_are_checked_likewise()
    {
        Write("connection", """{"headers":{"Authorization":"Bearer {{credentials.token}}"}}""");
        Write("a", """{"operation":"a","method":"FETCH","path":"x","result":{"id":"id"},"success":[500],"verify":{"method":"POST","path":"/y","done":"items"},"bulk":{"method":"POST","path":"/z"}}""");

        var problems = Should.Throw<OperationException>(() => RestReader.Read(folder.Path)).Problems;

        foreach (var part in new[]
            {
                "'FETCH' must be one of GET", "'x' must begin with /", "'id' must be a JSON pointer", "success[0] is 500", "verify, method: it is POST; looking changes nothing", "verify, done: 'items' must be a JSON pointer",
                "bulk, item: it is missing", "bulk, items: it is missing",
            })
            problems.ShouldContain(p => p.Contains(part), part);
    }

    [Fact]
    public void A_folder_that_is_not_there_or_has_no_login_is_said()
    {
        Should.Throw<OperationException>(() => PageReader.Read(folder.Combine("none"))).Message.ShouldContain("There is no folder");
        Write("a", """{"operation":"a","repeatable":true,"steps":[]}""");
        Should.Throw<OperationException>(() => PageReader.Read(folder.Path)).Message.ShouldContain("login.json is missing");
    }

    private void Write(string name, string json) => File.WriteAllText(folder.Combine($"{name}.json"), json);
}
