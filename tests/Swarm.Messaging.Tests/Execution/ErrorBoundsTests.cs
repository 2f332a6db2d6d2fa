using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Tests.Execution;

public sealed class ErrorBoundsTests
{
    [Fact]
    public void Within_AtTheBound_IsAsItWas()
    {
        var error = new TaskError(new string('t', 100), new string('m', 4_000), "stack");

        ErrorBounds.Within(error).ShouldBeSameAs(error);
    }

    [Fact]
    public void Within_Longer_IsCutWithAMarkAndKeepsTheRest()
    {
        var error = ErrorBounds.Within(new TaskError(new string('t', 101), new string('m', 1_000_000), "stack", false, "w1"));

        error.ShouldBe(new TaskError(new string('t', 97) + "...", new string('m', 3_997) + "...", "stack", false, "w1"));
    }

    [Fact]
    public void Cut_InsideACharacter_LeavesItOutWhole() => ErrorBounds.Cut(new string('m', 6) + "😀" + "mmmm", 10).ShouldBe("mmmmmm...");
}
