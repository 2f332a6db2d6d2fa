using Swarm.Messaging.Execution;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>An id with a character that may not stand in one, or too long, was refused by the code of the words that the system keeps for itself.</summary>
public sealed class AMalformedIdWasSaidToBeReservedTests
{
    [Theory]
    [InlineData("a:b", "invalid")]
    [InlineData("", "invalid")]
    [InlineData("a b", "invalid")]
    [InlineData("leader", "reserved_id")]
    [InlineData("..", "reserved_id")]
    [InlineData("a~2", "reserved_id")]
    public void Only_what_the_system_names_itself_by_is_reserved(string id, string code)
    {
        var found = new List<Violation>();
        CommandRules.CheckId(id, "swarmId", required: true, found);
        found.ShouldHaveSingleItem().Code.ShouldBe(code);
    }
}
