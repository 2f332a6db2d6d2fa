using Swarm.Messaging.Cli;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Client.Agents;
using Swarm.Messaging.Integration.Tests.Cli;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Distribution;

/// <summary><c>swarm crm</c>, <c>batches</c> and <c>sessions</c> against a whole host, and an agent made with the library.</summary>
public sealed class CrmVerbTests : IAsyncLifetime
{
    private readonly TempFolder folder = new("crm");
    private SwarmHost host = null!;

    public async Task InitializeAsync() => host = await TestHost.StartAsync(SettingsReader.Read(
        [new("Data", folder.Combine("data")), new("Logging:Console", "false"), new("Distribution:BatchWindow", "00:00:00.2"), new("Distribution:Operations:invoice_send:Urgency", "1")]));

    public async Task DisposeAsync()
    {
        await host.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task A_task_is_submitted_done_by_an_agent_in_a_batch_and_seen()
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSwarmAgent(o =>
        {
            (o.AgentId, o.Address, o.Token) = ("agent_001", host.Address, host.Token);
            o.Describe = said => said with { Tools = ["browser"], Workload = 0.1m };
            o.Handle("ghl", "*", (task, _) => Task.FromResult(AgentResult.Ok(new { tag = task.Payload!.Value.GetProperty("tag").GetString() })));
        });
        using var agent = builder.Build();
        await agent.StartAsync();
        await IsRegisteredAsync("agent_001");
        (await Run("sessions", "register", "s1", "--agent", "agent_001", "--client", "acme")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("for acme");

        (await Run("crm", "submit", "tag_add", "--client", "acme", "--id", "t1", "--input", """{"tag":"vip"}""", "--wait")).ShouldEnd(ExitCodes.Ok);
        (await Run("task", "t1", "--json")).Json.GetProperty("sessionId").GetString().ShouldBe("s1");
        var batch = (await Run("batches", "--json")).Json.GetProperty("batches")[0].GetProperty("batchId").GetString()!;
        (await Run("batches")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain(batch);
        (await Run("batches", "show", batch)).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("vip");
        (await Run("batches", "clear", batch)).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("cleared");
        (await Run("batches", "show", batch)).ShouldEnd(ExitCodes.Rejected);
        (await Run("sessions")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("s1");
        (await Run("sessions", "release", "s1")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("no new work");
        (await Run("sessions", "clean-up")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("1 session removed");
        (await Run("crm", "assignments", "agent_001")).ShouldEnd(ExitCodes.Ok);
        (await Run("status", "distribution", "--json")).ShouldEnd(ExitCodes.Ok).Json.GetProperty("areas").GetProperty("distribution").GetProperty("queueLength").GetInt32().ShouldBe(0);
        await agent.StopAsync();
    }

    [Fact]
    public async Task A_blocked_task_is_approved_and_the_catalogue_has_what_the_settings_say()
    {
        (await Run("crm", "submit", "conversation_send", "--client", "acme", "--id", "b1", "--approval", "legal")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("Blocked");
        (await Run("explain", "b1")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("legal");
        (await Run("crm", "approve", "b1", "--approval", "legal")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("Approved");
        await Eventually.HoldsAsync(async () => (await Run("task", "b1", "--json")).Json.GetProperty("state").GetString() == "Parked", "it waits in the queue");
        (await Run("crm")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("contact_create");
        var invoice = (await Run("crm", "operations", "--json")).Json.GetProperty("operations").EnumerateArray().Single(o => o.GetProperty("name").GetString() == "invoice_send");
        invoice.GetProperty("urgency").GetInt32().ShouldBe(1);
        (await Run("crm", "submit", "Not A Name")).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("operation");
    }

    [Fact]
    public async Task Many_are_submitted_at_once_each_judged_by_itself()
    {
        var file = folder.Combine("tasks.json");
        await File.WriteAllTextAsync(file, """
            [{"id": "f1", "operation": "conversation_send", "clientId": "acme"}, {"id": "f2", "operation": "Not A Name"}, {"id": "f3", "operation": "tag_add", "clientId": "acme"}]
            """);

        var run = (await Run("crm", "submit", "--file", file)).ShouldEnd(ExitCodes.Rejected);

        run.Out.ShouldContain("f1 is Parked.");
        run.Out.ShouldContain("f3 is Batched.");
        run.Error.ShouldContain("operation");
        (await Run("crm", "submit", "tag_add", "--file", file)).ShouldEnd(ExitCodes.Usage).Error.ShouldContain("--file holds whole tasks");
        (await Run("crm", "submit", "--client", "acme")).ShouldEnd(ExitCodes.Usage).Error.ShouldContain("OPERATION, or --file");
    }

    [Fact]
    public async Task More_than_one_command_holds_are_sent_in_parts_with_progress_and_a_sum()
    {
        var file = folder.Combine("many.json");
        var tasks = Enumerable.Range(0, 1_001).Select(i => $$"""{"id": "m{{i}}", "operation": "{{(i == 1_000 ? "Not A Name" : "conversation_send")}}", "clientId": "acme"}""").ToList();
        tasks.Insert(500, tasks[0]);
        await File.WriteAllTextAsync(file, $"[{string.Join(',', tasks)}]");

        var run = (await Run("crm", "submit", "--file", file, "--json")).ShouldEnd(ExitCodes.Rejected);

        run.Json.GetProperty("results").GetArrayLength().ShouldBe(1_002);
        run.Error.ShouldContain("1,000 tasks answered");
        run.Error.ShouldContain("1,002 tasks: 1001 accepted, 1 of them existed already, 1 rejected");
        (await Run("status", "distribution", "--json")).Json.GetProperty("areas").GetProperty("distribution").GetProperty("queueLength").GetInt32().ShouldBe(1_000);
    }

    [Fact]
    public async Task Breakers_of_agents_and_sessions_are_listed_and_reset()
    {
        var isDown = true;
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSwarmAgent(o =>
        {
            (o.AgentId, o.Address, o.Token) = ("agent_002", host.Address, host.Token);
            o.Handle("ghl", "login", (_, _) => Task.FromResult(isDown ? AgentResult.Fail("login_failed", "Wrong password.", retryable: false) : AgentResult.Ok(1)));
        });
        using var agent = builder.Build();
        await agent.StartAsync();
        await IsRegisteredAsync("agent_002");
        (await Run("sessions", "register", "s2", "--agent", "agent_002", "--client", "birch")).ShouldEnd(ExitCodes.Ok);
        foreach (var i in Enumerable.Range(0, 2))
            (await Run("crm", "submit", "login", "--client", "birch", "--wait")).ShouldEnd(ExitCodes.Failed);

        await Eventually.HoldsAsync(async () => (await Run("breakers")).ShouldEnd(ExitCodes.Ok).Out is var all && all.Contains("session:s2") && all.Contains("open"), "it is listed");
        (await Run("sessions", "--json")).ShouldEnd(ExitCodes.Ok).Json.GetProperty("list").EnumerateArray()
            .Single(s => s.GetProperty("sessionId").GetString() == "s2").GetProperty("breaker").GetString().ShouldBe("open");
        isDown = false;
        (await Run("breakers", "reset", "session:s2")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("session:s2 is closed.");
        (await Run("breakers", "reset", "session:s2")).ShouldEnd(ExitCodes.Rejected);
        (await Run("crm", "submit", "login", "--client", "birch", "--id", "again", "--wait")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("s2");
        await agent.StopAsync();
    }

    /// <summary>An agent registers by itself, some time after its start.</summary>
    private Task IsRegisteredAsync(string agent) =>
        Eventually.HoldsAsync(async () => (await Run("agents", "--json")).Out.Contains(agent, StringComparison.Ordinal), $"{agent} is registered");

    private Task<CliRun> Run(params string[] arguments) => CliRun.OfAsync([.. arguments, "--data", folder.Combine("data")]);
}
