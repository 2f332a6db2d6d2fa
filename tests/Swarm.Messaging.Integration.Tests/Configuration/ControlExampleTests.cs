using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Control;
using Swarm.Messaging.Integration.Tests.Control;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Spine;
using Swarm.Messaging.Processes;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Integration.Tests.Configuration;

/// <summary>examples/node/control.mjs as it ships: signed in another language, with nothing of ours.</summary>
public sealed class ControlExampleTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task AMessageSignedInNode_IsAccepted()
    {
        var prefix = $"n{Guid.NewGuid():N}";
        await using var host = await SpineHost.StartAsync($"127.0.0.1:{redis.Port}", prefix, configure: s => s.Configure<ControlOptions>(o => o.Key = ControlTexts.Key));

        await using var node = await ChildProcess.StartAsync(new(
            "node", [Path.Combine(Checkout.Folder, "examples", "node", "control.mjs"),
                """{"type":"config_update","by":"Zoë \"“quoted”\" \n","section":"Tasks","values":{"TimeoutGrace":7000.5,"ErrorRateAlert":1e-7}}"""])
        {
            Environment = new Dictionary<string, string?> { ["CONTROL_KEY"] = ControlTexts.Key, ["REDIS"] = $"127.0.0.1:{redis.Port}", ["SWARM_PREFIX"] = prefix },
        });

        (await node.Exited.WaitAsync(TimeSpan.FromSeconds(60))).ShouldBe(0, string.Join('\n', await node.LastLinesAsync(TimeProvider.System)));
        await Eventually.HoldsAsync(
            () => host.Get<IOptionsMonitor<TaskOptions>>().CurrentValue is { TimeoutGrace.TotalMilliseconds: 7000.5, ErrorRateAlert: 1e-7 }, "the change is in effect");
    }
}
