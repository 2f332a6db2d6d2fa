using MassTransit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Agents;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// Agents that ask over HTTP are refused while the broker is away; after a minute of that the host took them for gone and closed what hears of their work, so that work placed before the outage
/// was not handed over after it until its lease had ended.
/// </summary>
public sealed class AMailboxWasClosedWhileNobodyCouldAskTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task It_stays_until_agents_could_have_asked_again()
    {
        await using var world = await SwarmWorld.StartAsync(redis.Server.Port);
        var (time, hearing) = (new MovedTime(), new Hearing());
        using var mailboxes = new AgentMailboxes(
            world.Host.Get<IBus>(), world.Host.Get<BusNames>(), hearing, world.Host.Get<IOptions<PlacementOptions>>(), time, NullLogger<AgentMailboxes>.Instance);
        var mailbox = await mailboxes.OpenAsync("a-1", default);
        time.Passed = TimeSpan.FromMinutes(2);

        foreach (var heardFor in new[] { TimeSpan.Zero, TimeSpan.FromSeconds(59) })
        {
            hearing.HeardFor = heardFor;
            mailboxes.RunOnce().ShouldBe(0);
        }

        (await mailboxes.OpenAsync("a-1", default)).ShouldBeSameAs(mailbox);
        hearing.HeardFor = TimeSpan.FromSeconds(61);
        mailboxes.RunOnce().ShouldBe(1);
    }

    private sealed class Hearing : IHearing
    {
        public TimeSpan HeardFor { get; set; }
    }

    private sealed class MovedTime : TimeProvider
    {
        public TimeSpan Passed { get; set; }

        public override long GetTimestamp() => base.GetTimestamp() + (long)(Passed.TotalSeconds * TimestampFrequency);
    }
}
