using Swarm.Messaging.Placement;
using Swarm.Messaging.Routing;

namespace Swarm.Messaging.Tests.Routing;

public sealed class RoutingBoardTests
{
    private readonly RoutingBoard board = new();

    /// <summary>A task is not sent elsewhere, or given up, because nothing has been read yet.</summary>
    [Fact]
    public void AnyServes_BeforeTheFirstLook_IsTrue_SoThatRoutingWaits()
    {
        board.AnyServes(Needs()).ShouldBeTrue();

        board.Show([]);

        board.AnyServes(Needs()).ShouldBeFalse();
    }

    [Theory]
    [InlineData("active", "code/rs:test", true)]
    [InlineData("active", "code/*", true)]
    [InlineData("draining", "code/rs:test", false)]
    [InlineData("active", "code/py:test", false)]
    public void AnyServes_OneTarget_MustLiveAndDeclareIt(string status, string word, bool serves)
    {
        board.Show([new RoutingTarget { TargetId = "a", Type = "agent", Status = status, Slots = 1, Capabilities = new HashSet<string> { word } }]);

        board.AnyServes(Needs()).ShouldBe(serves);
        board.AnyServes(Needs("a")).ShouldBeFalse("it is avoided");
    }

    private static Requirements Needs(params string[] avoid) => new("code", "rs:test", [], avoid);
}
