using System.Text.Json;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Swarms.Conflicts;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>When a party of a conflict began was read by the culture and the zone of the host that read it: the older swarm depended on the host.</summary>
public sealed class ATimeWithoutAZoneWasTheHostsTests
{
    [Theory]
    [InlineData("2026-01-02T03:04:05")]
    [InlineData("2026-01-02")]
    [InlineData("01/02/2026")]
    [InlineData("2 January 2026 03:04 +02:00")]
    [InlineData("2026-01-02 03:04:05Z")]
    [InlineData("2026-13-02T03:04:05Z")]
    [InlineData("03:04")]
    public void It_is_refused(string time)
    {
        var found = new List<Violation>();
        Read(time, found);
        found.ShouldHaveSingleItem().ShouldSatisfyAllConditions(v => v.Field.ShouldBe("swarmA.createdAt"), v => v.Value.ShouldBe(time), v => v.Rule.ShouldContain("ISO 8601 with its zone"));
    }

    [Theory]
    [InlineData("2026-01-02T03:04:05Z")]
    [InlineData("2026-01-02T05:04:05.000+02:00")]
    [InlineData("2026-01-02T03:04:05.0000000+00:00")]
    public void With_a_zone_it_is_one_moment(string time)
    {
        var found = new List<Violation>();
        Read(time, found).A.CreatedAt.ShouldBe(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        found.ShouldBeEmpty();
    }

    private static AskedConflict Read(string time, List<Violation> found) =>
        ConflictReader.Read(JsonSerializer.SerializeToElement(new { swarmA = new { id = "a", createdAt = time }, swarmB = new { id = "b" } }), found);
}
