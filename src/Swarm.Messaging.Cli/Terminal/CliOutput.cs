using System.Text;
using Spectre.Console;

namespace Swarm.Messaging.Cli.Terminal;

/// <summary>A writer of known size, whatever the process's own terminal is.</summary>
internal sealed class CliOutput(TextWriter writer, bool isTerminal, int width, int height) : IAnsiConsoleOutput
{
    public TextWriter Writer => writer;

    public bool IsTerminal => isTerminal;

    public int Width => width;

    public int Height => height;

    public void SetEncoding(Encoding encoding)
    {
        // The writer's owner chose it.
    }
}
