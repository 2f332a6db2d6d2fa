using Swarm.Messaging.Alerts;
using Swarm.Messaging.Contracts.Alerts;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Redis.Alerts;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>While the broker was away a host claimed an alert's beginning before its end was due: the end was due first the next time, and left alone. Whoever listens believed an alert on that was over.</summary>
[Collection(StoreRedisDefinition.Name)]
public sealed class TheEndOfAnAlertWasToldBeforeItsBeginningTests
{
    private static readonly TimeSpan Later = IAlertStore.UnsentAge * 0.6;
    private readonly StoreInstallation installation;
    private readonly RedisAlertStore alerts;

    public TheEndOfAnAlertWasToldBeforeItsBeginningTests(StoreRedis redis)
    {
        installation = new StoreInstallation(redis.Connection);
        alerts = new RedisAlertStore(redis.Connection, installation.Keys, installation.Clock);
    }

    [Fact]
    public async Task A_beginning_that_is_claimed_takes_its_end_along_whatever_its_own_time()
    {
        await alerts.RaiseAsync(One, default);
        installation.Clock.Advance(Later);
        await alerts.ClearAsync(One.Name, One.Subject, 0, default);
        installation.Clock.Advance(Later);

        // The beginning alone is due, then neither, then both.
        (await ClaimAsync()).ShouldBe([nameof(AlertRaised), nameof(AlertCleared)]);
        installation.Clock.Advance(Later);
        (await ClaimAsync()).ShouldBeEmpty("claimed");
        installation.Clock.Advance(Later);
        (await ClaimAsync()).ShouldBe([nameof(AlertRaised), nameof(AlertCleared)]);
    }

    [Fact]
    public async Task An_end_that_comes_while_its_beginning_is_claimed_waits_for_it()
    {
        await alerts.RaiseAsync(One, default);
        installation.Clock.Advance(IAlertStore.UnsentAge);
        (await ClaimAsync()).ShouldBe([nameof(AlertRaised)]);
        await alerts.ClearAsync(One.Name, One.Subject, 0, default);
        // Another claim of the beginning; the end is due before it.
        installation.Clock.Advance(IAlertStore.UnsentAge);
        (await ClaimAsync()).ShouldBe([nameof(AlertRaised), nameof(AlertCleared)]);

        await alerts.SentAsync(One, default);
        installation.Clock.Advance(IAlertStore.UnsentAge);
        (await ClaimAsync()).ShouldBe([nameof(AlertCleared)], "its beginning has left");
    }

    [Fact]
    public async Task Whoever_ends_it_sends_the_end_only_when_the_beginning_has_left()
    {
        await alerts.RaiseAsync(One, default);
        (await alerts.ClearAsync(One.Name, One.Subject, 0, default)).ShouldNotBeNull().BeginningLeft.ShouldBeFalse();

        var two = One with { AlertId = "2" };
        await alerts.RaiseAsync(two, default);
        await alerts.SentAsync(two, default);
        (await alerts.ClearAsync(two.Name, two.Subject, 0, default)).ShouldNotBeNull().BeginningLeft.ShouldBeTrue();
    }

    private static AlertRaised One { get; } = new()
    {
        AlertId = "1", Name = "queue-backlog", Severity = "warning", Subject = "code", Value = 2, Threshold = 1, Since = DateTimeOffset.UnixEpoch, Hint = "Add targets.",
    };

    private async Task<IEnumerable<string>> ClaimAsync() => (await alerts.ClaimUnsentAsync(100, default)).Select(a => a.GetType().Name);
}
