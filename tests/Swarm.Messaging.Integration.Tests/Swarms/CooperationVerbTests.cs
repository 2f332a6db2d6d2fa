using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Cli;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Integration.Tests.Cli;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Swarms.Registry;

namespace Swarm.Messaging.Integration.Tests.Swarms;

/// <summary>Messages, tasks, resources and conflicts as an operator sees them, on a whole host.</summary>
public sealed class CooperationVerbTests : IAsyncLifetime
{
    private readonly TempFolder folder = new("cooperation");
    private SwarmHost host = null!;

    public async Task InitializeAsync()
    {
        host = await TestHost.StartAsync(new HostSettings { Data = folder.Path, Logging = new HostLogging { Console = false } });
        foreach (var (id, priority) in new[] { ("backend", "high"), ("frontend", "normal") })
        {
            var registry = host.Services.GetRequiredService<ISwarmRegistry>();
            await registry.RegisterAsync(id, new SwarmDefinition { Metadata = new SwarmMetadata { Priority = priority } }, default);
            await registry.ChangeStatusAsync(id, SwarmStatuses.Active, null, default);
        }
    }

    public async Task DisposeAsync()
    {
        await host.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Resources_are_set_allocated_listed_and_released()
    {
        (await Run("resources", "set", "cpu", "1000")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("cpu: 1000 of 1000 available.");
        (await Run("resources", "allocate", "backend", "cpu", "200", "--id", "build")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("backend holds 200 of cpu as build; 800 of 1000 available.");
        var listed = (await Run("resources")).ShouldEnd(ExitCodes.Ok);
        var lines = listed.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))).Where(line => line.Length > 0).ToList();
        lines[0].ShouldBe("Type Available Total Held by");
        lines[^1].ShouldBe("cpu 800 1000 backend 200");
        listed.Error.ShouldContain("Leader: ");
        listed.Error.ShouldContain("; 0 tasks of swarms wait.");

        var refused = (await Run("resources", "allocate", "frontend", "cpu", "900", "--json")).ShouldEnd(ExitCodes.Rejected).Json;
        refused.GetProperty("code").GetString().ShouldBe("insufficient_resources");
        refused.GetProperty("message").GetString().ShouldStartWith("900 of cpu were asked for and 800 are available.");
        (await Run("resources", "set", "cpu", "100")).ShouldEnd(ExitCodes.Rejected);

        (await Run("resources", "release", "backend", "cpu", "500")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("backend gave back 200 of cpu; 1000 of 1000 available.");
        var status = (await Run("status", "resources", "--json")).ShouldEnd(ExitCodes.Ok).Json.GetProperty("areas").GetProperty("resources");
        status.GetProperty("resourceAllocations").GetInt64().ShouldBe(1);
    }

    [Fact]
    public async Task Messages_are_sent_to_one_and_to_all_once()
    {
        (await Run("send", "backend", "frontend", """{"type":"note"}""", "--id", "n1")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("n1 waits for 1 receiver.");
        (await Run("send", "backend", "frontend", """{"type":"note"}""", "--id", "n1")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("n1 was sent before.");
        (await Run("send", "backend", "frontend", """{"type":"note"}""", "--agent", "a7")).ShouldEnd(ExitCodes.Ok);
        var all = (await Run("broadcast", "backend", """{"type":"note"}""", "--include-self", "--json")).ShouldEnd(ExitCodes.Ok).Json;
        all.GetProperty("receivers").GetInt32().ShouldBe(2);
        (await Run("swarms", "history", "swarm:frontend", "--limit", "1")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("n1");
        (await Run("swarms", "history", "swarm:global", "--json")).ShouldEnd(ExitCodes.Ok).Json.GetProperty("messages").EnumerateArray()
            .ShouldContain(m => m.GetProperty("id").GetString() == all.GetProperty("messageId").GetString());
        (await Run("swarms", "history", "swarm:global", "--limit", "0")).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("limit");

        (await Run("send", "backend", "nobody", """{"type":"note"}""")).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("There is no swarm nobody.");
        (await Run("send", "backend", "frontend", "[1]")).ShouldEnd(ExitCodes.Rejected);
        (await Run("broadcast", "backend", """{"type":"note"}""", "--to", "friends")).ShouldEnd(ExitCodes.Rejected);
    }

    [Fact]
    public async Task A_task_is_queued_and_a_conflict_decided()
    {
        var task = (await Run("distribute", "build", "--needs", "api", "--priority", "high", "--id", "t1", "--json")).ShouldEnd(ExitCodes.Ok).Json;
        task.GetProperty("taskId").GetString().ShouldBe("t1");
        task.GetProperty("strategy").GetString().ShouldBe("least_loaded");
        (await Run("distribute", "build", "--strategy", "by lot")).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("least_loaded");

        (await Run("distribute", "build", "--queued-by", "ghost", "--priority", "soon")).ShouldEnd(ExitCodes.Ok).Error.ShouldSatisfyAllConditions(
            e => e.ShouldContain("warning: queuedBy: there is no swarm ghost"), e => e.ShouldContain("warning: "), e => e.ShouldContain("soon"));

        (await Run("resolve", "frontend", "backend")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("backend goes first, by priority: frontend has priority 2, backend has 3.");
        (await Run("resolve", "frontend", "backend", "--strategy", "timestamp")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("backend goes first");
        (await Run("resolve", "backend", "backend")).ShouldEnd(ExitCodes.Rejected);
    }

    [Fact]
    public async Task A_task_that_no_swarm_gets_shows_what_there_is_of_it()
    {
        var registry = host.Services.GetRequiredService<ISwarmRegistry>();
        foreach (var id in new[] { "backend", "frontend" })
            await registry.DeregisterAsync(id, "over", default);
        (await Run("distribute", "build", "--id", "t2")).ShouldEnd(ExitCodes.Ok);

        var waits = (await Run("task", "t2")).ShouldEnd(ExitCodes.Ok).Out;
        (await Run("cancel", "t2")).ShouldEnd(ExitCodes.Ok);
        var ended = (await Run("task", "t2")).ShouldEnd(ExitCodes.Ok).Out;

        foreach (var shown in new[] { waits, ended })
        {
            shown.ShouldContain("Submitted");
            shown.ShouldNotContain("0001-01-01");
            shown.ShouldNotContain("Attempt");
            shown.ShouldNotContain("Client");
        }

        (waits.Contains("Ended", StringComparison.Ordinal), ended.Contains("Ended", StringComparison.Ordinal)).ShouldBe((false, true));
    }

    private Task<CliRun> Run(params string[] arguments) => CliRun.OfAsync([.. arguments, "--data", folder.Path]);
}
