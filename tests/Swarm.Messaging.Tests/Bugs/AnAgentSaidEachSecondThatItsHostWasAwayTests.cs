using Microsoft.Extensions.Time.Testing;
using Swarm.Messaging.Client.Agents;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>While its host was away an agent wrote a warning each second, for its heartbeat and for its question for work.</summary>
public sealed class AnAgentSaidEachSecondThatItsHostWasAwayTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void A_trouble_that_lasts_is_told_at_once_and_then_each_minute()
    {
        var reminder = new Reminder(time);
        var told = 0;

        for (var second = 0; second < 180; second++)
        {
            told += reminder.IsDue() ? 1 : 0;
            time.Advance(TimeSpan.FromSeconds(1));
        }

        told.ShouldBe(3);
    }

    [Fact]
    public void The_next_one_after_its_end_is_told_at_once()
    {
        var reminder = new Reminder(time);
        reminder.IsDue().ShouldBeTrue();

        reminder.Over();

        reminder.IsDue().ShouldBeTrue();
        reminder.IsDue().ShouldBeFalse();
    }
}
