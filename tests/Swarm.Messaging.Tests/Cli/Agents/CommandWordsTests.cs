using Swarm.Messaging.Cli.Agents;

namespace Swarm.Messaging.Tests.Cli.Agents;

public sealed class CommandWordsTests
{
    [Fact]
    public void Fill_AValueThatLooksLikeAWord_IsNotReadAgain() =>
        CommandWords.Fill("--in={filePath}", new Dictionary<string, string> { ["filePath"] = "{file} $(rm) 'x'", ["file"] = "/tmp/secret" })
            .ShouldBe("--in={file} $(rm) 'x'");

    [Fact]
    public void Fill_UnknownWord_Stays() => CommandWords.Fill("{other} {}", new Dictionary<string, string>()).ShouldBe("{other} {}");
}
