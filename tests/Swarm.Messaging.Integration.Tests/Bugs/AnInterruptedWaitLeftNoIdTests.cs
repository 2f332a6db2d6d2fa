using System.Text;
using Swarm.Messaging.Cli;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Integration.Tests.Cli;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>Whoever interrupted <c>submit --wait</c> of a task without a name had a task that went on, and nothing to find it by.</summary>
[Collection(CliCollection.Name)]
public sealed class AnInterruptedWaitLeftNoIdTests(CliHost host)
{
    [Fact]
    public async Task The_id_is_told_when_it_is_accepted_and_how_to_go_on_when_it_is_left()
    {
        using var interrupt = new CancellationTokenSource();
        using var error = new Watched("swarm: accepted as t-", interrupt.Cancel);

        var code = await SwarmCli.RunAsync(
            ["submit", "--kind", "basic", "--operation", "sleep", "--payload", """{"ms":600000}""", "--wait", "--data", host.Data],
            new CliConsole(TextWriter.Null, error, () => Stream.Null), interrupt.Token).WaitAsync(TimeSpan.FromSeconds(60));

        code.ShouldBe(ExitCodes.Interrupted);
        var lines = error.ToString().Split(Environment.NewLine);
        var id = lines.Single(l => l.Contains("accepted as", StringComparison.Ordinal)).Split(' ')[^1];
        lines.ShouldContain($"swarm: it goes on: swarm task {id} --wait --data {host.Data}");
        (await host.RunAsync("cancel", id)).ShouldEnd(ExitCodes.Ok);
    }

    private sealed class Watched(string awaited, Action seen) : StringWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.StartsWith(awaited, StringComparison.Ordinal) == true)
                seen();
        }
    }
}
