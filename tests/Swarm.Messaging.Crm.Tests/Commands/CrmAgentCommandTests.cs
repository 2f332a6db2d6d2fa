using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Crm.Commands;

namespace Swarm.Messaging.Crm.Tests.Commands;

/// <summary>What is wrong is said before the agent registers.</summary>
public sealed class CrmAgentCommandTests : IDisposable
{
    private readonly TempFolder folder = new("command");

    public CrmAgentCommandTests() => File.WriteAllText(folder.Combine("credentials.json"), """{"clients":{}}""");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task One_way_is_to_be_chosen()
    {
        (await RunAsync()).ShouldBe((2, "Give either --browser or --rest."));
        (await RunAsync("--rest", "--browser")).ShouldBe((2, "Give either --browser or --rest."));
    }

    [Fact]
    public async Task Missing_things_are_named()
    {
        (await RunAsync("--rest", "--operations", folder.Combine("none"), "--host", "http://127.0.0.1:1")).Item2.ShouldContain($"There is no folder {folder.Combine("none")}");
        (await RunAsync("--rest", "--credentials", folder.Combine("none.json"), "--host", "http://127.0.0.1:1")).Item2.ShouldContain("there is no such file");
        (await RunAsync("--rest", "--data", folder.Path)).Item2.ShouldContain("No host was found");
        (await RunAsync("--rest", "--slots", "0", "--host", "http://127.0.0.1:1")).Item2.ShouldContain("SlotsPerSession is 0; it must be 1 to 100.");
    }

    [Fact]
    public async Task Help_tells_the_options()
    {
        using var output = new StringWriter();

        (await CrmAgentCommand.RunAsync(["--help"], output, TextWriter.Null, CancellationToken.None)).ShouldBe(0);

        foreach (var option in new[] { "--browser", "--rest", "--operations", "--base-url", "--credentials", "--chromium", "--broker" })
            output.ToString().ShouldContain(option);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_used_is_named()
    {
        await File.WriteAllTextAsync(folder.Combine("agent"), "in the way");

        var (code, error) = await RunAsync("--rest", "--host", "http://127.0.0.1:1", "--token", "t");

        code.ShouldBe(1, error);
        error.ShouldContain("name another --folder");
    }

    private async Task<(int, string)> RunAsync(params string[] more)
    {
        using var error = new StringWriter();
        List<string> arguments = [.. more, "--base-url", "http://127.0.0.1:1", "--folder", folder.Combine("agent")];
        if (!more.Contains("--operations"))
            arguments.AddRange(["--operations", CrmWorld.ShippedOperations]);
        if (!more.Contains("--credentials"))
            arguments.AddRange(["--credentials", folder.Combine("credentials.json")]);
        var code = await CrmAgentCommand.RunAsync([.. arguments], TextWriter.Null, error, CancellationToken.None);
        return (code, error.ToString().Trim().Replace("swarm crm-agent: ", "", StringComparison.Ordinal));
    }
}
