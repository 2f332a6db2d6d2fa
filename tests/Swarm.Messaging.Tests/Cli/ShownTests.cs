using Swarm.Messaging.Cli.Terminal;

namespace Swarm.Messaging.Tests.Cli;

public sealed class ShownTests
{
    [Theory]
    [InlineData("src/", "src/a.c", "src/b.c")]
    [InlineData("src/in/", "src/in/a.c", "src/in/b/c.c")]
    [InlineData("src/", "src/in/a.c", "src/b.c")]
    [InlineData("", "a.c", "src/b.c")]
    [InlineData("", "src/b.c", "srcx/b.c")]
    [InlineData("/", "/b.c", "/src/b.c")]
    [InlineData("", "/b.c", "src/b.c")]
    [InlineData("")]
    public void SharedFolder_Paths_IsWhatTheyBeginWith(string shared, params string[] paths) => Shown.SharedFolder(paths).ShouldBe(shared);

    [Theory]
    [InlineData("a/long/path.c", 8, "...ath.c")]
    [InlineData("short.c", 8, "short.c")]
    public void Path_TooLong_KeepsItsEnd(string path, int width, string shown) => Shown.Path(path, width).ShouldBe(shown);
}
