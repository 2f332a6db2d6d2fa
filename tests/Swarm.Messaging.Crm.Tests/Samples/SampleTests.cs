using System.Text.Json;
using System.Text.RegularExpressions;

namespace Swarm.Messaging.Crm.Tests.Samples;

/// <summary>The examples of <c>samples/crm</c>, each as a reader would run it, and what it has done in the CRM.</summary>
public sealed class SampleTests(SampleRuns runs) : IClassFixture<SampleRuns>
{
    private readonly SampleWorld world = runs.World;

    [Fact]
    public async Task Affinity_keeps_both_tasks_in_the_session_of_the_client()
    {
        var said = await runs.OutputAsync("affinity");

        var session = Regex.Match(said, "s-[0-9-]+").Value;
        var tasks = await TasksAsync("affinity");
        tasks.Select(t => t.GetProperty("operation").GetString()).ShouldBe(["contact_create", "contact_update"], ignoreOrder: true);
        tasks.ShouldAllBe(t => t.GetProperty("sessionId").GetString() == session);
        world.Count("affinity", "contacts where phone = '+49 1'").ShouldBe(1);
    }

    [Fact]
    public async Task Batching_collects_five_notes_into_one_batch_at_one_agent()
    {
        var said = await runs.OutputAsync("batching");

        Regex.Count(said, " is Batched").ShouldBe(5);
        var batch = await BatchAsync("batching");
        (batch.GetProperty("status").GetString(), batch.GetProperty("expectedCount").GetInt32()).ShouldBe(("completed", 5));
        (await TasksAsync("batching")).Select(t => t.GetProperty("sessionId").GetString()).Distinct().ShouldHaveSingleItem();
        world.Count("batching", "notes where contact > 0").ShouldBe(5);
    }

    [Fact]
    public async Task Urgency_goes_before_who_came_first()
    {
        await runs.OutputAsync("urgency");

        world.Calls("urgency").Select(c => c.Split(' ')[1].Split('/')[1]).ShouldBe(["contacts", "pipelines", "messages", "reports"], string.Join('\n', world.Calls("urgency")));
    }

    [Fact]
    public async Task Retry_tries_again_twice_and_succeeds()
    {
        var said = await runs.OutputAsync("retry");

        said.ShouldContain("server_error");
        var task = (await TasksAsync("retry")).ShouldHaveSingleItem();
        task.GetProperty("attempts").EnumerateArray().Select(a => a.GetProperty("outcome").GetString()).ShouldBe(["failed", "failed", "succeeded"], task.ToString());
        world.Calls("retry").Select(c => c.Split(' ')[^1]).ShouldBe(["500", "500", "201"]);
    }

    [Fact]
    public async Task Consolidation_merges_what_succeeded_and_names_what_failed()
    {
        var said = await runs.OutputAsync("consolidation");

        said.ShouldContain("completed: 2 succeeded, 1 failed of 3");
        var batch = await BatchAsync("consolidation");
        (batch.GetProperty("status").GetString(), batch.GetProperty("successCount").GetInt32(), batch.GetProperty("failureCount").GetInt32()).ShouldBe(("completed", 2, 1));
        world.Count("consolidation", "tags where tag in ('vip', 'customer')").ShouldBe(2);
    }

    [Fact]
    public async Task Limits_let_two_begin_and_tell_the_third_what_it_waits_for()
    {
        var said = await runs.OutputAsync("limits");

        said.ShouldContain("client:limits has begun 2 of 2 in 3600 s");
        (await TasksAsync("limits")).ShouldAllBe(t => t.GetProperty("state").GetString() == "Completed");
        world.Calls("limits").Count.ShouldBe(3);
    }

    [Fact]
    public async Task Pause_keeps_a_message_back_until_it_is_over()
    {
        var said = await runs.OutputAsync("pause");

        said.ShouldContain("client:pause is paused");
        said.ShouldContain("their CRM is down");
        world.Count("pause", "messages where body = 'Hello'").ShouldBe(1);
    }

    [Fact]
    public async Task Bulk_makes_ten_contacts_by_one_call()
    {
        await runs.OutputAsync("bulk");

        world.Calls("bulk").ShouldBe(["POST /bulk/contact_create 200"]);
        world.Count("bulk", "contacts where name like 'Contact %' and reference is not null").ShouldBe(10);
        (await BatchAsync("bulk")).GetProperty("successCount").GetInt32().ShouldBe(10);
    }

    [Fact]
    public async Task Objective_is_reached_step_by_step_by_an_agent_of_ones_own()
    {
        var said = await runs.OutputAsync("objective");

        said.ShouldContain("research -> analysis -> documentation");
        said.ShouldContain("3 of 3 completed, 0 failed");
        var id = Regex.Match(said, "answers-[0-9-]+").Value;
        (await world.Api.GetAsync($"api/objectives/{id}"))["state"].ShouldBe("completed");
    }

    [Fact]
    public void The_page_names_every_example()
    {
        var page = File.ReadAllText(Path.Combine(Swarm.Messaging.Integration.Tests.Checkout.Folder, "samples", "crm", "README.md"));
        foreach (var name in SampleWorld.Names)
            page.ShouldContain($"samples/crm/examples/{name}.sh");
        SampleWorld.Names.Length.ShouldBe(10);
    }

    private async Task<IReadOnlyList<JsonElement>> TasksAsync(string client)
    {
        var found = new List<JsonElement>();
        foreach (var task in (await world.Api.GetAsync($"api/tasks?client={client}")).Json.GetProperty("tasks").EnumerateArray())
            found.Add((await world.Api.GetAsync($"api/tasks/{task.GetProperty("taskId").GetString()}")).Json);
        return found;
    }

    private async Task<JsonElement> BatchAsync(string client) =>
        (await world.Api.GetAsync($"api/batches?client={client}")).Json.GetProperty("batches").EnumerateArray().ShouldHaveSingleItem();
}
