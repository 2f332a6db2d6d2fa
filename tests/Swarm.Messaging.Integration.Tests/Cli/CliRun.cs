using System.Text;
using System.Text.Json;
using Swarm.Messaging.Cli;
using Swarm.Messaging.Cli.Terminal;

namespace Swarm.Messaging.Integration.Tests.Cli;

/// <summary>One run of the command line in this process: what it wrote and how it ended.</summary>
internal sealed record CliRun(int Code, string Out, string Error)
{
    public JsonElement Json => JsonElement.Parse(Out);

    public static Task<CliRun> OfAsync(params string[] arguments) => OfAsync(arguments, "");

    public static async Task<CliRun> OfAsync(string[] arguments, string input, CancellationToken cancellation = default)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var console = new CliConsole(output, error, () => new MemoryStream(Encoding.UTF8.GetBytes(input)));
        var code = await SwarmCli.RunAsync(arguments, console, cancellation).WaitAsync(TimeSpan.FromMinutes(3), CancellationToken.None);
        return new(code, output.ToString(), error.ToString());
    }

    /// <summary>Fails with everything that was written.</summary>
    public CliRun ShouldEnd(int code)
    {
        Code.ShouldBe(code, $"stdout:\n{Out}\nstderr:\n{Error}");
        return this;
    }
}
