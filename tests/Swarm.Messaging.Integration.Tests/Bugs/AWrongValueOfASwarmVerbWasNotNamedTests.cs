using Swarm.Messaging.Cli;
using Swarm.Messaging.Integration.Tests.Cli;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>What was wrong with a swarm's verb was told in the words of another command, of the parser, or not at all.</summary>
[Collection(CliCollection.Name)]
public sealed class AWrongValueOfASwarmVerbWasNotNamedTests(CliHost host)
{
    private readonly string id = $"v{Guid.NewGuid():N}";

    [Fact]
    public async Task Broken_json_names_the_verb_and_the_argument_and_nothing_is_sent()
    {
        foreach (var (arguments, names) in new (string[], string)[]
        {
            (["swarms", "save", "builders", """{"tasks":[}"""], """save: JSON is '{"tasks":[}'"""),
            (["swarms", "change", "builders", "{"], "change: JSON is '{'"),
            (["swarms", "checkpoint", "builders", ""], "checkpoint: JSON is ''"),
            (["send", "s0", "builders", "x"], "send: PAYLOAD is 'x'"),
            (["broadcast", "s0", "x"], "broadcast: PAYLOAD is 'x'"),
            (["distribute", "build", "--payload", "x"], "distribute: --payload is 'x'"),
        })
        {
            var error = (await host.RunAsync(arguments)).ShouldEnd(ExitCodes.Usage).Error;
            error.ShouldContain(names);
            error.ShouldNotContain("SubmitTask");
        }
    }

    [Fact]
    public async Task What_may_not_be_registered_twice_says_what_to_do()
    {
        (await host.RunAsync("swarms", "create", id)).ShouldEnd(ExitCodes.Ok);

        (await host.RunAsync("swarms", "create", id, "--objective", "other")).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("update it, or choose another id");
    }

    [Fact]
    public async Task An_update_of_nothing_and_a_number_that_is_none_are_named()
    {
        (await host.RunAsync("swarms", "update", "builders")).ShouldEnd(ExitCodes.Usage).Error.ShouldContain("--objective or --status");
        var error = (await host.RunAsync("resources", "set", "cpu", "abc")).ShouldEnd(ExitCodes.Usage).Error;
        error.ShouldContain("TOTAL is 'abc'; it must be a whole number.");
        error.ShouldNotContain("System.");
    }

    [Fact]
    public async Task What_is_released_or_taken_from_nothing_is_named()
    {
        var pool = $"p{id}";
        (await host.RunAsync("swarms", "create", id)).ShouldEnd(ExitCodes.Ok);
        (await host.RunAsync("resources", "set", pool, "10")).ShouldEnd(ExitCodes.Ok);

        (await host.RunAsync("resources", "release", id, $"{pool}x", "1")).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain($"There is no pool {pool}x, there are ");
        (await host.RunAsync("resources", "release", "nobody", pool, "1")).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("There is no swarm nobody.");
        (await host.RunAsync("resources", "release", id, pool, "1", "--id", "a1")).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain($"holds nothing of {pool} as a1");
        (await host.RunAsync("resources", "allocate", id, $"{pool}x", "1")).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain($"1 of {pool}x were asked for and 0 are available: there is no pool {pool}x, there are ");
    }
}
