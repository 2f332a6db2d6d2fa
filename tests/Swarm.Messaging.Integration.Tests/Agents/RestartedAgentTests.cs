using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Integration.Tests.Http;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Processes;
using Swarm.Messaging.Redis.Connection;

namespace Swarm.Messaging.Integration.Tests.Agents;

/// <summary><c>swarm agent</c> with the data folder of an embedded host, killed and started again as an operator does it.</summary>
public sealed class RestartedAgentTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TempFolder folder = new("restarted");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task It_finds_the_host_that_has_started_anew_and_takes_its_task_up_again_once_the_lease_is_over()
    {
        var (runs, gate) = (folder.Combine("runs"), folder.Combine("gate"));
        await using (var host = await StartHostAsync())
        {
            await using var doomed = await StartAgentAsync(runs, gate);
            using var api = new Api(host.Address, host.Token);
            // Nobody knows the kind before.
            await Eventually.HoldsAsync(
                async () => (await api.GetAsync("/api/agents")).Json.GetProperty("agents").EnumerateArray().Any(g => g.GetProperty("agentId").GetString() == "restarted-1"), "it is registered", Patience);
            (await api.PostAsync("/api/tasks", """{"taskId":"t","kind":"text","operation":"mark","retry":{"preset":"ghl"}}""")).Status.ShouldBe(System.Net.HttpStatusCode.Accepted);
            await Eventually.HoldsAsync(() => File.Exists(runs), "the agent has begun", Patience);
            await Eventually.HoldsAsync(async () => (await api.GetAsync("/api/tasks/t"))["state"] == "Running", "its start is known", Patience);
            await doomed.KillAsync();
        }

        await File.WriteAllTextAsync(gate, "");
        await using var again = await StartHostAsync();
        again.Services.GetRequiredService<StoreClock>().Advance(TimeSpan.FromSeconds(16));
        await using var heir = await StartAgentAsync(runs, gate);
        using var now = new Api(again.Address, again.Token);
        await Eventually.HoldsAsync(async () => (await now.GetAsync("/api/tasks/t"))["state"] == "Completed", "it has run again", Patience);

        var attempts = (await now.GetAsync("/api/tasks/t")).Json.GetProperty("attempts").EnumerateArray().ToList();
        attempts.Select(a => a.GetProperty("targetId").GetString()).ShouldBe(["restarted-1", "restarted-1"]);
        attempts.Select(a => a.GetProperty("outcome").GetString()).ShouldBe(["failed", "succeeded"]);
        (await File.ReadAllLinesAsync(runs)).Length.ShouldBe(2);
    }

    private Task<SwarmHost> StartHostAsync() =>
        TestHost.StartAsync(SettingsReader.Read([new("Data", folder.Combine("data")), new("Logging:Console", "false")]));

    private Task<ChildProcess> StartAgentAsync(string runs, string gate) => ChildProcess.StartAsync(new(
        "dotnet",
        [
            "exec", Checkout.Program, "agent", "--id", "restarted-1", "--kind", "text", "--operations", "mark", "--data", folder.Combine("data"), "--timeout", "10m", "--",
            "sh", "-c", $"echo run >> {runs}; test -e {gate} || sleep 600",
        ]));
}
