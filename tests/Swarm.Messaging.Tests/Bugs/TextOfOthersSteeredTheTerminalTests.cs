using Swarm.Messaging.Cli.Terminal;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>Names, reasons and keys of tenants reached the operator's terminal as they were, with what clears and colours it.</summary>
public sealed class TextOfOthersSteeredTheTerminalTests
{
    private const string Text = "a\u001b[2Jb\u009bc\rd\u202ee\u2066f\u200fg";
    private const string Harmless = @"a\u001b[2Jb\u009bc\u000dd\u202ee\u2066f\u200fg";

    [Fact]
    public void It_comes_out_in_words_wherever_it_stands()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var console = new CliConsole(output, error, () => Stream.Null);

        console.Out.WriteLine(Text);
        console.Out.Write($"{Text}\n");
        console.Remark(Text);
        console.Facts(("name", Text));
        var table = Tables.Create("Name");
        table.Add(Text);
        console.Answers.Write(table);
        console.Heading(Text);

        foreach (var written in new[] { output.ToString(), error.ToString() })
        {
            written.ShouldContain(Harmless);
            written.Any(c => (char.IsControl(c) && c != '\n') || c is '\u202e' or '\u2066' or '\u200f').ShouldBeFalse();
        }

        output.ToString().Split(Harmless).Length.ShouldBe(6);
    }
}
