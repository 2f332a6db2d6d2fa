using Swarm.Messaging.Agents;
using Swarm.Messaging.Contracts.Agents;

namespace Swarm.Messaging.Tests.Agents;

public sealed class AgentWordsTests
{
    private static readonly string[] AllOperations = ["create", "edit", "refactor", "test", "analyze", "optimize", "unknown"];

    [Fact]
    public void Of_NeitherListNamed_IsEveryPair()
    {
        var words = Of(new() { AgentId = "a" });

        words.ShouldContain("code/*");
        words.ShouldContain("agent");
        words.ShouldContain("suits:unknown:test");
        words.ShouldContain("suits:py:unknown");
    }

    [Fact]
    public void Of_BothLists_IsTheirProductAndAnyUnknownWork()
    {
        var words = Of(new() { AgentId = "a", FileTypes = ["py", "rs"], Operations = ["test"] });

        words.Where(w => w.StartsWith("code/") && !w.Contains("unknown")).ShouldBe(["code/py:test", "code/rs:test"], ignoreOrder: true);
        words.ShouldContain("code/unknown:optimize", "any active agent may get unknown work");
        words.ShouldContain("code/py:unknown");
        words.ShouldNotContain(w => w.StartsWith("suits:"), "it has lists, and unknown is in neither");
    }

    [Fact]
    public void Of_FileTypesOnly_IsEveryOperationOnThem()
    {
        var words = Of(new() { AgentId = "a", FileTypes = ["py"] });

        words.Where(w => w.StartsWith("code/py:")).ShouldBe(AllOperations.Select(o => $"code/py:{o}"), ignoreOrder: true);
        words.Where(w => w.StartsWith("suits:")).ShouldBe(["suits:py:unknown"], "without a list of operations it takes unknown ones");
        words.ShouldNotContain("code/rs:test");
    }

    [Fact]
    public void Of_UnknownListed_SuitsUnknownWork() =>
        Of(new() { AgentId = "a", FileTypes = ["py", "unknown"], Operations = ["test"] }).ShouldContain("suits:unknown:test");

    [Fact]
    public void Of_AnOperationBeyondTheUsualOnes_SuitsUnknownWork()
    {
        var words = Of(new() { AgentId = "a", FileTypes = ["py"], Operations = ["deploy", "test"] });

        words.ShouldContain("suits:py:unknown", "to routing a deploy is an unknown operation");
        words.ShouldNotContain("suits:unknown:test");
    }

    [Fact]
    public void Of_StarListed_IsAll() =>
        Of(new() { AgentId = "a", FileTypes = ["*"], Operations = ["*"] }).ShouldContain("code/*");

    [Fact]
    public void Of_NoCode_HasItsKindsOnly()
    {
        var words = Of(new() { AgentId = "a", TakesCode = false, Kinds = [new AgentKind("image", ["resize"]), new AgentKind("mail")] });

        words.ShouldBe(["agent", "type:agent", "image/resize", "mail/*"], ignoreOrder: true);
    }

    [Fact]
    public void Of_TagsSpecialitiesStreaming_AreWordsWithoutASlash() =>
        Of(new() { AgentId = "a", TakesCode = false, Tags = ["gpu"], Specializations = ["rs"], Streaming = true, Kinds = [new AgentKind("k")] })
            .Where(w => !w.Contains('/')).ShouldBe(["agent", "type:agent", "streaming", "spec:rs", "gpu"], ignoreOrder: true);

    private static IReadOnlyList<string> Of(AgentDefinition agent)
    {
        var words = AgentWords.Of(agent);
        words.ShouldBeUnique();
        return words;
    }
}
