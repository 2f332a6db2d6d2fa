using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Agents;
using Swarm.Messaging.Configuration;
using Swarm.Messaging.Contracts.Configuration;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Control;
using Swarm.Messaging.Integration.Tests.Channels;
using Swarm.Messaging.Integration.Tests.Control;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Spine;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Tasks;
using Swarm.Messaging.Wasm.Recovery;

namespace Swarm.Messaging.Integration.Tests.Configuration;

/// <summary>Settings changed at run time by signed messages: on all hosts at once, as a whole or not at all, and still there after a restart.</summary>
public sealed class RuntimeConfigurationTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    private const string Channel = "swarm:phase-5:coordination";

    private readonly string prefix = $"c{Guid.NewGuid():N}";
    private readonly LogLines log = new();

    [Fact]
    public async Task AMessageOnTheChannel_IsInEffectOnEveryHost_AndAfterARestart()
    {
        await using var plain = await PlainSubscriber.StartAsync(redis.Port, prefix);
        await using (var one = await StartAsync())
        await using (var two = await StartAsync())
        {
            await plain.SayAsync(Channel, ControlTexts.Signed("""{"type":"config_update","section":"tasks","values":{"retention":"12h","ErrorRateAlert":0.5},"by":"ann"}"""));

            foreach (var host in new[] { one, two })
                await Eventually.HoldsAsync(() => Tasks(host) is { Retention.TotalHours: 12, ErrorRateAlert: 0.5 }, "the change is in effect");
            one.Get<RuntimeConfiguration>().Stored.Version.ShouldBe(1, "two hosts heard it, one changed it");
            await Eventually.HoldsAsync(() => log.Text.Contains("ann by swarm:phase-5:coordination changed Tasks:Retention: \"1.00:00:00\" -> \"12:00:00\"", StringComparison.Ordinal), "the log says so");
        }

        await using var later = await StartAsync(s => s.Configure<TaskOptions>(o => o.Retention = TimeSpan.FromHours(3)));
        Tasks(later).Retention.ShouldBe(TimeSpan.FromHours(12), "what was set at run time wins over what a host is told at its start");

        await plain.SayAsync(Channel, ControlTexts.Signed("""{"type":"config_update","section":"Tasks","values":{"Retention":null}}"""));
        await Eventually.HoldsAsync(() => Tasks(later).Retention == TimeSpan.FromHours(3), "the setting of the start is back");
        Tasks(later).ErrorRateAlert.ShouldBe(0.5);
    }

    [Fact]
    public async Task WhatIsWrong_RefusesTheWhole_AndChangesNothing()
    {
        await using var plain = await PlainSubscriber.StartAsync(redis.Port, prefix);
        await using var host = await StartAsync();

        await plain.SayAsync(Channel, """{"type":"config_update","section":"Tasks","values":{"Retention":"1h"}}""");
        await plain.SayAsync(Channel, ControlTexts.Signed("""{"type":"config_update","section":"Tasks","values":{"Retention":"1h"}}""", age: TimeSpan.FromMinutes(2)));
        await plain.SayAsync(Channel, ControlTexts.Signed("""{"type":"config_update","section":"Tasks","values":{"Retention":"1h","Retenton":"2h"}}"""));
        await plain.SayAsync(Channel, ControlTexts.Signed("""{"type":"config_update","section":"Placement","values":{"Heartbeat":"10s"}}"""));
        await plain.SayAsync(Channel, ControlTexts.Signed("""{"type":"config_update","section":"Tsks","values":{"Retention":"1h"}}"""));
        await plain.SayAsync(Channel, """{"type":"config_update", broken""");
        await plain.SayAsync(Channel, ControlTexts.Signed("""{"type":"config_update","section":"Tasks","values":{"AskInterval":"20s"}}"""));

        // They come one after the other: when the last is in effect, the others have been judged.
        await Eventually.HoldsAsync(() => Tasks(host).AskInterval.TotalSeconds == 20, "the good one is in effect");
        var stored = host.Get<RuntimeConfiguration>().Stored;
        (stored.Version, stored.Values.Count, Tasks(host).Retention.TotalHours).ShouldBe((1, 1, 24));
        foreach (var part in new[] { "(unsigned)", "(stale)", "did you mean Retention?", "at most a third", "did you mean Tasks?" })
            log.Text.ShouldContain(part);
        log.Text.ShouldNotContain(ControlTexts.Key);
    }

    [Fact]
    public async Task ACommand_IsAnswered_ToldToTheChannel_AndNotTakenTwice()
    {
        await using var plain = await PlainSubscriber.StartAsync(redis.Port, prefix);
        await using var host = await StartAsync();
        var body = Encoding.UTF8.GetBytes(ControlTexts.Signed("""{"type":"config_update","section":"Placement","values":{"BacklogBound":"5"}}"""));

        var answer = await SendAsync(host, body);
        var again = await SendAsync(host, body);

        var change = answer.ShouldBeOfType<ConfigurationUpdated>().Changes.ShouldHaveSingleItem();
        (change.Field, change.Before.GetInt32(), change.After.GetInt32(), change.Source).ShouldBe(("BacklogBound", PlacementOptions.DefaultBacklogBound, 5, "runtime"));
        again.ShouldBeOfType<CommandRejected>().Code.ShouldBe("replayed");
        (await SendAsync(host, """{"section":"Placement","values":{"BacklogBound":6}}"""u8.ToArray())).ShouldBeOfType<CommandRejected>().Code.ShouldBe("unsigned");
        (await plain.NextAsync(Channel, "config_update")).GetProperty("values").GetProperty("BacklogBound").GetString().ShouldBe("5");
        host.Get<IOptions<PlacementOptions>>().Value.BacklogBound.ShouldBe(5);
    }

    [Fact]
    public async Task AKindThatNothingRuns_IsWarnedOfAtTheStart_AsAnAgentMayStillRegisterForIt()
    {
        await using var host = await StartAsync(s => s.Configure<PlacementOptions>(o => o.KindLimits["cod"] = 3));

        log.Text.ShouldContain("Placement:KindLimits or Placement:Strategies name the kind cod, which nothing runs unless an agent registers for it; there are ");
        // Nobody set that one: it is a default.
        log.Text.ShouldNotContain("name the kind objective");
    }

    /// <summary>Placement asks for its bound at each submission.</summary>
    [Fact]
    public async Task AChangedLimit_HoldsForTheNextSubmission()
    {
        await using var world = await SpineWorld.StartAsync(redis.Port, slots: 1, prefix: prefix, configure: Configure);
        await world.HoldAsync();
        await world.Host.SubmitAsync(Faults.CrashWorld.Task("waits"));

        await SendAsync(world.Host, Encoding.UTF8.GetBytes(ControlTexts.Signed("""{"section":"Placement","values":{"BacklogBound":1}}""")));

        (await world.Host.SubmitAsync(Faults.CrashWorld.Task("too much"[..3]))).Rejected.ShouldNotBeNull().Code.ShouldBe("backlog_full");
    }

    [Fact]
    public async Task LimitsAndStrategiesByKind_AreSetAsAWhole_AndJudged()
    {
        await using var host = await StartAsync();
        async Task<object> SetAsync(string values) => await SendAsync(host, Encoding.UTF8.GetBytes(ControlTexts.Signed($$"""{"section":"Placement","values":{{values}}}""")));

        (await SetAsync("""{"KindLimits":{"code":7},"Strategies":{"code":"resource-based"}}""")).ShouldBeOfType<ConfigurationUpdated>().Changes.Count.ShouldBe(2);
        (await SetAsync("""{"Strategies":{"code":"best"}}""")).ShouldBeOfType<CommandRejected>().Violations.ShouldHaveSingleItem().Rule.ShouldContain("resource-based");
        (await SetAsync("""{"KindLimits":{"code":"seven"}}""")).ShouldBeOfType<CommandRejected>();
        (await SetAsync("""{"KindLimits":{"code":-1}}""")).ShouldBeOfType<CommandRejected>();
        foreach (var (values, field, value) in new[] { ("""{"KindLimits":{"code":7,"cod":3}}""", "values.KindLimits.cod", "3"), ("""{"Strategies":{"cod":"resource-based"}}""", "values.Strategies.cod", "\"resource-based\"") })
        {
            (await SetAsync(values)).ShouldBeOfType<CommandRejected>().Violations.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
                v => v.Field.ShouldBe(field), v => v.Value.ShouldBe(value), v => v.Rule.ShouldContain("did you mean code?"));
        }

        var options = host.Get<IOptionsMonitor<PlacementOptions>>().CurrentValue;
        (options.LimitOf("code"), options.StrategyOf("code")).ShouldBe((7, "resource-based"));
    }

    [Fact]
    public async Task ARetryPreset_HoldsForTasksSubmittedLater()
    {
        await using var world = await SpineWorld.StartAsync(redis.Port, prefix: prefix, configure: Configure);
        await SendAsync(world.Host, Encoding.UTF8.GetBytes(ControlTexts.Signed(
            """{"section":"Retry","values":{"Runner":{"preset":"runner","maxAttempts":1,"baseDelay":"00:00:01","factor":2,"maxDelay":"00:00:16"}}}""")));

        await world.Host.SubmitAsync(Faults.CrashWorld.Task("t", "flaky"));

        (await world.Host.WaitForAsync("t", TaskStates.DeadLettered)).Attempts.Count.ShouldBe(1);
    }

    [Fact]
    public async Task OfAgentsAndRecovery_WhatIsChanged_HoldsForTheNextUse()
    {
        await using var host = await StartAsync();
        async Task<object> SetAsync(string section, string values) =>
            await SendAsync(host, Encoding.UTF8.GetBytes(ControlTexts.Signed($$"""{"section":"{{section}}","values":{{values}}}""")));

        (await SetAsync("Agents", """{"BreakerFailures":2,"HealthCheck":"7s"}""")).ShouldBeOfType<ConfigurationUpdated>();
        (await SetAsync("Agents", """{"OfflineAfter":"10s"}""")).ShouldBeOfType<CommandRejected>().Violations.ShouldHaveSingleItem().Rule.ShouldContain("Placement:Lease");
        (await SetAsync("Wasm:Recovery", """{"MemoryFactor":2,"TimeoutFactor":3}""")).ShouldBeOfType<ConfigurationUpdated>();

        host.Get<IOptions<AgentOptions>>().Value.BreakerFailures.ShouldBe(2);
        host.Get<AgentHealth>().Interval.TotalSeconds.ShouldBe(7);
        var ladder = host.Get<IRecoveryLadder>();
        ladder.Next(new TaskError("memory_error", ""), 0, 10, new())!.MemoryLimitMb.ShouldBe(256);
        ladder.Next(new TaskError("timeout", ""), 0, 10, new())!.TimeoutMs.ShouldBe(90_000);
    }

    [Fact]
    public async Task ManyChangesAtOnce_AreAllStored()
    {
        await using var one = await StartAsync();
        await using var two = await StartAsync();

        var answers = await Task.WhenAll(
            new[] { "Retention", "DeadLetterRetention", "ExecutionTimeout", "AskInterval", "TimeoutGrace" }.Select((field, i) => (i % 2 == 0 ? one : two)
                .Get<ConfigurationUpdates>().ApplyAsync("Tasks", new Dictionary<string, JsonElement> { [field] = JsonElement.Parse("\"77s\"") }, "test", default)));

        answers.ShouldAllBe(a => a is ConfigurationUpdated);
        await Eventually.HoldsAsync(() => Tasks(two) is { Retention.TotalSeconds: 77, DeadLetterRetention.TotalSeconds: 77, ExecutionTimeout.TotalSeconds: 77, AskInterval.TotalSeconds: 77, TimeoutGrace.TotalSeconds: 77 }, "all are in effect");
        await Eventually.HoldsAsync(() => one.Get<RuntimeConfiguration>().Stored.Version == 5, "the other host has heard of all, and each was a version");
    }

    private Task<SpineHost> StartAsync(Action<IServiceCollection>? configure = null) => SpineHost.StartAsync($"127.0.0.1:{redis.Port}", prefix, configure: services =>
    {
        Configure(services);
        services.AddLogging(b => b.AddProvider(log));
        configure?.Invoke(services);
    });

    private static void Configure(IServiceCollection services) => services.Configure<ControlOptions>(o => o.Key = ControlTexts.Key);

    private static Task<object> SendAsync(SpineHost host, ReadOnlyMemory<byte> body) =>
        host.Get<CommandIntake>().HandleAsync(nameof(UpdateConfiguration), body, new CommandOrigin("queue"), CancellationToken.None);

    private static TaskOptions Tasks(SpineHost host) => host.Get<IOptionsMonitor<TaskOptions>>().CurrentValue;
}
