using System.Text;
using Swarm.Messaging.Cli.Agents;

namespace Swarm.Messaging.Tests.Cli.Agents;

public sealed class CutOutputTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1_000)]
    public void ToString_LongOutput_IsItsBeginningAndItsEnd(int portion)
    {
        var output = new CutOutput(20);
        var text = string.Concat(Enumerable.Range(0, 300).Select(i => (char)('a' + (i % 26))));
        foreach (var part in Encoding.UTF8.GetBytes(text).Chunk(portion))
            output.Add(part);

        output.ToString().ShouldBe($"{text[..10]}\n... 280 bytes left out ...\n{text[^10..]}");
        (output.Length, output.IsCut).ShouldBe((300, true));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(20)]
    public void ToString_OutputThatFits_IsAllOfIt(int length)
    {
        var output = new CutOutput(20);
        var text = "0123456789abcdefghij"[..length];
        output.Add(Encoding.UTF8.GetBytes(text));

        output.ToString().ShouldBe(text);
        output.IsCut.ShouldBeFalse();
    }
}
