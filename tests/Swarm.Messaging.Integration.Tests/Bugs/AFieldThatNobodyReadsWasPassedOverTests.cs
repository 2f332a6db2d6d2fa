using System.Text;
using System.Text.Json;
using Swarm.Messaging.Contracts.Agents;
using Swarm.Messaging.Contracts.Configuration;
using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Contracts.Status;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Wasm;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Spine;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// Fields that a command does not have were passed over, and the rest meant something else: a session registered for the <c>client</c> acme was open to every client, and a drain of the
/// <c>workers</c> one was a drain of all.
/// </summary>
public sealed class AFieldThatNobodyReadsWasPassedOverTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    /// <summary>Of the task itself and of what programs say all the time others are let pass, with a warning or for those that come after; the signed one has its own rules.</summary>
    private static readonly string[] Lenient =
    [
        nameof(SubmitTask), nameof(SubmitTasks), nameof(SubmitWorkflow), nameof(AgentHeartbeat), nameof(StartAttempts), nameof(SyncSwarmHost),
        nameof(DistributeSwarmTask), nameof(ResolveConflict), nameof(UpdateConfiguration),
    ];

    private static readonly string[] OfTheIntake =
        [nameof(CancelTask), nameof(ReplayTask), nameof(GetTask), nameof(GetStatus), nameof(ScalePool), nameof(RestartInstance)];

    [Fact]
    public async Task It_is_refused_by_every_command_and_none_of_a_command_s_own_is()
    {
        await using var host = await SpineHost.StartAsync($"127.0.0.1:{redis.Port}", $"f{Guid.NewGuid():N}");
        var intake = host.Get<CommandIntake>();
        string[] commands = [.. host.Get<IEnumerable<ICommandSet>>().SelectMany(s => s.Queues).Select(q => q.Command).Concat(OfTheIntake).Except(Lenient)];
        commands.Length.ShouldBeGreaterThan(40);
        foreach (var command in commands)
        {
            var own = Names(command);
            var refused = (await AskAsync(intake, command, own.Append("nobodyReads"))).ShouldBeOfType<CommandRejected>(command);
            refused.Violations.Where(v => v.Code == "unknown_field").Select(v => v.Field).ShouldBe(["nobodyReads"], command);
        }
    }

    [Theory]
    [InlineData("""{ "sessionId": "s-1", "agentId": "a-1", "client": "acme" }""", "clientId")]
    [InlineData("""{ "sessionId": "s-1", "agentId": "a-1", "clientID": "acme" }""", "clientId")]
    [InlineData("""{ "sessionId": "s-1", "agentId": "a-1", "clientId": "acme", "slots": 1 }""", "maxConcurrentTasks")]
    public async Task A_session_that_would_be_another_is_not_registered(string said, string meant)
    {
        await using var host = await SpineHost.StartAsync($"127.0.0.1:{redis.Port}", $"f{Guid.NewGuid():N}");

        var answer = await host.Get<CommandIntake>().HandleAsync(nameof(RegisterBrowserSession), Encoding.UTF8.GetBytes(said), new CommandOrigin("test"), CancellationToken.None);

        answer.ShouldBeOfType<CommandRejected>().Violations.ShouldHaveSingleItem().Rule.ShouldContain($"did you mean {meant}?");
    }

    /// <summary>Each with nothing in it, as other senders write what they do not say.</summary>
    private static Task<object> AskAsync(CommandIntake intake, string command, IEnumerable<string> fields) => intake.HandleAsync(
        command, JsonSerializer.SerializeToUtf8Bytes(fields.ToDictionary(f => f, _ => (object?)null)), new CommandOrigin("test"), CancellationToken.None);

    private static string[] Names(string command) =>
    [
        .. typeof(RegisterBrowserSession).Assembly.GetExportedTypes().Single(t => t.Name == command && t.Namespace!.Contains(".Contracts", StringComparison.Ordinal))
            .GetProperties().Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name)),
    ];
}
