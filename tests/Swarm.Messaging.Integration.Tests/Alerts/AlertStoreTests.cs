using Swarm.Messaging.Alerts;
using Swarm.Messaging.Contracts.Alerts;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Redis.Alerts;

namespace Swarm.Messaging.Integration.Tests.Alerts;

[Collection(StoreRedisDefinition.Name)]
public sealed class AlertStoreTests
{
    private readonly StoreInstallation installation;
    private readonly RedisAlertStore alerts;

    public AlertStoreTests(StoreRedis redis)
    {
        installation = new StoreInstallation(redis.Connection);
        alerts = new RedisAlertStore(redis.Connection, installation.Keys, installation.Clock);
    }

    [Fact]
    public async Task TwentyHosts_RaiseAndClearOnce()
    {
        var raised = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => alerts.RaiseAsync(Alert("queue-backlog", "code", $"a{n}"), default)));
        raised.Count(once => once).ShouldBe(1);
        var active = (await alerts.ListActiveAsync(default)).ShouldHaveSingleItem();
        active.ShouldBe(Alert("queue-backlog", "code", $"a{Array.IndexOf(raised, true)}"));

        var cleared = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => alerts.ClearAsync("queue-backlog", "code", 3.5, default)));
        var one = cleared.OfType<AlertEnd>().ShouldHaveSingleItem().Event;
        one.AlertId.ShouldBe(active.AlertId);
        one.Since.ShouldBe(active.Since);
        one.Value.ShouldBe(3.5);
        (await alerts.ListActiveAsync(default)).ShouldBeEmpty();
        var ended = (await alerts.ListEndedAsync(10, default)).ShouldHaveSingleItem();
        ended.Raised.ShouldBe(active);
        ended.Cleared.ShouldBe(one);
    }

    [Fact]
    public async Task OtherSubjectsAndNames_AreOtherAlerts_AndOneMayComeAgain()
    {
        (await alerts.RaiseAsync(Alert("queue-backlog", "code", "1"), default)).ShouldBeTrue();
        (await alerts.RaiseAsync(Alert("queue-backlog", "ghl", "2"), default)).ShouldBeTrue();
        (await alerts.RaiseAsync(Alert("backlog-full", "code", "3"), default)).ShouldBeTrue();
        (await alerts.ClearAsync("queue-backlog", "node", 0, default)).ShouldBeNull();
        (await alerts.ClearAsync("queue-backlog", "code", 0, default)).ShouldNotBeNull();
        (await alerts.RaiseAsync(Alert("queue-backlog", "code", "4"), default)).ShouldBeTrue();
        (await alerts.ListActiveAsync(default)).Select(alert => alert.AlertId).ShouldBe(["2", "3", "4"], ignoreOrder: true);
    }

    [Fact]
    public async Task WhatDidNotLeave_IsClaimedInItsOrder_ByOneHost_AndForgottenOnceItLeft()
    {
        await alerts.RaiseAsync(Alert("queue-backlog", "code", "1"), default);
        await alerts.ClearAsync("queue-backlog", "code", 2, default);
        await alerts.RaiseAsync(Alert("queue-backlog", "ghl", "2"), default);
        await alerts.SentAsync(Alert("queue-backlog", "ghl", "2"), default);
        (await alerts.ClaimUnsentAsync(10, default)).ShouldBeEmpty("whoever raised them may be sending them");

        installation.Clock.Advance(IAlertStore.UnsentAge);
        var claims = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => alerts.ClaimUnsentAsync(10, default)));
        var one = claims.Where(c => c.Count > 0).ShouldHaveSingleItem();
        one[0].ShouldBe(Alert("queue-backlog", "code", "1"));
        var cleared = one[1].ShouldBeOfType<AlertCleared>();
        (cleared.AlertId, cleared.Value).ShouldBe(("1", 2));

        installation.Clock.Advance(IAlertStore.UnsentAge * 2);
        (await alerts.ClaimUnsentAsync(10, default)).ShouldBe(one);
        await alerts.SentAsync(Alert("queue-backlog", "code", "1"), default);
        await alerts.SentAsync(cleared, default);
        installation.Clock.Advance(IAlertStore.UnsentAge * 2);
        (await alerts.ClaimUnsentAsync(10, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Ended_KeepsTheLastThousand_NewestFirst()
    {
        for (var n = 0; n < 1_005; n++)
        {
            await alerts.RaiseAsync(Alert("task-stuck", $"a|b{n}", $"{n}"), default);
            await alerts.ClearAsync("task-stuck", $"a|b{n}", n, default);
        }

        var ended = await alerts.ListEndedAsync(2_000, default);
        ended.Select(alert => alert.Raised.AlertId).ShouldBe(Enumerable.Range(5, 1_000).Reverse().Select(n => $"{n}"));
    }

    private static AlertRaised Alert(string name, string subject, string id) => new()
    {
        AlertId = id,
        Name = name,
        Severity = "warning",
        Subject = subject,
        Value = 10_001,
        Threshold = 10_000,
        Since = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000),
        Hint = "Add targets.",
    };
}
