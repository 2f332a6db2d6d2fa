using Swarm.Messaging.Execution;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>$ of a regular expression matches before a line break at the end, too.</summary>
public sealed class AnIdMightEndInALineBreakTests
{
    [Fact]
    public void Such_an_id_is_refused()
    {
        var found = new List<Violation>();
        CommandRules.CheckId("a\n", "taskId", required: true, found);
        found.ShouldHaveSingleItem().Rule.ShouldContain("character");
    }
}
