using Swarm.Messaging.Cli;
using Swarm.Messaging.Integration.Tests.Cli;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A mistyped option became a task's id, a number that is none was answered with a type of the runtime, defaults were shown twice.</summary>
public sealed class AWrongWordOnTheCommandLineWasMisunderstoodTests
{
    [Theory]
    [InlineData("status --jsn", "There is no option '--jsn' here; did you mean '--json'?")]
    [InlineData("task --wiat x", "did you mean '--wait'?")]
    [InlineData("submit --rank high", "--rank is 'high'; it must be a whole number.")]
    [InlineData("tasks --limit x", "--limit is 'x'; it must be a whole number.")]
    [InlineData("help", "did you mean '--help'?")]
    public async Task It_is_told_in_plain_words(string line, string said)
    {
        var run = (await CliRun.OfAsync(line.Split(' '))).ShouldEnd(ExitCodes.Usage);

        run.Error.ShouldContain(said);
        run.Error.ShouldNotContain("System.");
    }

    [Fact]
    public async Task No_word_at_all_names_the_verbs() =>
        (await CliRun.OfAsync([])).ShouldEnd(ExitCodes.Usage).Error.ShouldContain("Say what to do: up, run, submit");

    [Fact]
    public async Task After_two_dashes_everything_is_an_argument() =>
        (await CliRun.OfAsync("task", "--host", "http://127.0.0.1:1", "--", "--jsn")).ShouldEnd(ExitCodes.NoHost);

    [Fact]
    public async Task A_default_is_shown_once() =>
        (await CliRun.OfAsync("bench", "tasks", "--help")).ShouldEnd(ExitCodes.Ok).Out.Split('\n').Single(l => l.Contains("--count <N>"))
            .Split("default").Length.ShouldBe(2);
}
