using System.Text.Json;
using Spectre.Console;

namespace Swarm.Messaging.Cli.Terminal;

/// <summary>
/// Where a verb reads and writes. Answers go to <see cref="Out"/>, remarks to <see cref="Error"/>, so that a pipe gets answers only.
/// </summary>
internal sealed class CliConsole
{
    /// <summary>A table that is read by a program or from a log is not squeezed into a terminal's width.</summary>
    private const int RedirectedWidth = 200;

    private const int UsualHeight = 40;

    public CliConsole(TextWriter output, TextWriter error, Func<Stream> input, int? outWidth = null, int? errorWidth = null, int errorHeight = UsualHeight)
    {
        Out = new PrintableWriter(output);
        Error = new PrintableWriter(error);
        Input = input;
        Answers = Create(output, outWidth, UsualHeight);
        Remarks = Create(error, errorWidth, errorHeight);
        IsLive = errorWidth is not null;
        Width = outWidth ?? RedirectedWidth;
        Height = errorHeight;
    }

    public TextWriter Out { get; }

    public TextWriter Error { get; }

    public Func<Stream> Input { get; }

    /// <summary>Tables and coloured text on <see cref="Out"/>.</summary>
    public IAnsiConsole Answers { get; }

    /// <summary>Progress on <see cref="Error"/>.</summary>
    public IAnsiConsole Remarks { get; }

    /// <summary>True when progress may redraw lines.</summary>
    public bool IsLive { get; }

    public int Width { get; }

    /// <summary>Of the terminal that progress is shown on, in lines.</summary>
    public int Height { get; }

    public static CliConsole OfProcess() => new(
        Console.Out,
        Console.Error,
        Console.OpenStandardInput,
        Console.IsOutputRedirected ? null : WidthOfTerminal(),
        Console.IsErrorRedirected ? null : WidthOfTerminal(),
        Console.IsErrorRedirected || Console.WindowHeight <= 0 ? UsualHeight : Console.WindowHeight);

    public void Json<T>(T document) => Out.WriteLine(JsonSerializer.Serialize(document, CliJson.Indented));

    /// <summary>One document a line, for streams.</summary>
    public void JsonLine<T>(T document)
    {
        Out.WriteLine(JsonSerializer.Serialize(document, CliJson.Line));
        Out.Flush();
    }

    public void Remark(string text) => Error.WriteLine(text);

    /// <summary>A remark while progress may be shown: above what is redrawn.</summary>
    public void RemarkAbove(string text)
    {
        if (IsLive)
            Remarks.Write(new Padder(new Text(Shown.Printable(text)), new Padding(0)).Expand()); // to the end of each line: what is redrawn stands there
        else
            Remark(text);
    }

    /// <summary>One that does not say its size has the usual one.</summary>
    private static int WidthOfTerminal() => Console.WindowWidth is > 0 and var width ? Math.Max(width, 40) : 80;

    private static IAnsiConsole Create(TextWriter writer, int? width, int height)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new CliOutput(writer, width is not null, width ?? RedirectedWidth, height),
            Ansi = width is null ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = width is null ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = width is null ? InteractionSupport.No : InteractionSupport.Detect,
        });
        console.Profile.Capabilities.Unicode = true;
        return console;
    }
}
