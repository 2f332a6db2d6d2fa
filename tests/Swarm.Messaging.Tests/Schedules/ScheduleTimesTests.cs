using Swarm.Messaging.Contracts.Schedules;
using Swarm.Messaging.Schedules;

namespace Swarm.Messaging.Tests.Schedules;

public sealed class ScheduleTimesTests
{
    private static readonly DateTimeOffset Three = new(2026, 3, 1, 3, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_time_that_has_just_come_is_run()
    {
        ScheduleTimes.Decide(Hourly(null), Three, Three + TimeSpan.FromSeconds(60)).ShouldBe(new ScheduleTurn(Three, Three.AddHours(1), 0));
    }

    [Theory]
    [InlineData("once", 6, 3)]
    [InlineData(null, 6, 3)]
    [InlineData("skip", null, 4)]
    [InlineData("all", 3, 0)]
    public void Of_times_that_passed_unseen_the_rule_says_which_are_run(string? misfire, int? runs, int missed)
    {
        var turn = ScheduleTimes.Decide(Hourly(misfire), Three, Three.AddHours(3).AddMinutes(30));

        turn.RunAt.ShouldBe(runs is { } hour ? Three.AddHours(hour - 3) : null);
        turn.Missed.ShouldBe(missed);
        turn.Next.ShouldBe(misfire == "all" ? Three.AddHours(1) : Three.AddHours(4));
    }

    [Fact]
    public void A_second_that_passed_for_a_year_is_not_counted_to_the_end()
    {
        var definition = new ScheduleDefinition { Cron = "* * * * * ?" };

        var turn = ScheduleTimes.Decide(definition, Three, Three.AddDays(365));

        turn.Next.ShouldBe(Three.AddDays(365).AddSeconds(1));
        turn.Missed.ShouldBeGreaterThan(90_000);
    }

    [Fact]
    public void A_time_is_that_of_its_zone_also_when_the_clocks_change()
    {
        var definition = new ScheduleDefinition { Cron = "0 30 3 * * ?", TimeZone = "Europe/Berlin" };

        var winter = ScheduleTimes.Next(definition, new DateTimeOffset(2026, 3, 28, 0, 0, 0, TimeSpan.Zero));
        var summer = ScheduleTimes.Next(definition, winter!.Value);

        winter.ShouldBe(new DateTimeOffset(2026, 3, 28, 2, 30, 0, TimeSpan.Zero));
        summer.ShouldBe(new DateTimeOffset(2026, 3, 29, 1, 30, 0, TimeSpan.Zero));
    }

    [Fact]
    public void A_time_that_a_change_of_clocks_leaves_out_or_doubles_is_run_once()
    {
        var definition = new ScheduleDefinition { Cron = "0 30 2 * * ?", TimeZone = "Europe/Berlin" };

        Times(new DateTimeOffset(2026, 3, 28, 12, 0, 0, TimeSpan.Zero)).ShouldBe([Utc(3, 29, 1, 0), Utc(3, 30, 0, 30)]);
        Times(new DateTimeOffset(2026, 10, 24, 12, 0, 0, TimeSpan.Zero)).ShouldBe([Utc(10, 25, 0, 30), Utc(10, 26, 1, 30)]);

        DateTimeOffset[] Times(DateTimeOffset after)
        {
            var first = ScheduleTimes.Next(definition, after)!.Value;
            return [first, ScheduleTimes.Next(definition, first)!.Value];
        }

        static DateTimeOffset Utc(int month, int day, int hour, int minute) => new(2026, month, day, hour, minute, 0, TimeSpan.Zero);
    }

    [Fact]
    public void After_the_last_year_there_is_no_next_time()
    {
        ScheduleTimes.Next(new ScheduleDefinition { Cron = "0 0 0 1 1 ? 2027" }, new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero)).ShouldBeNull();
    }

    private static ScheduleDefinition Hourly(string? misfire) => new() { Cron = "0 0 * * * ?", Misfire = misfire };
}
