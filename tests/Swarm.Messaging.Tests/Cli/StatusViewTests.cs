using System.Text.Json;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Cli.Views;

namespace Swarm.Messaging.Tests.Cli;

public sealed class StatusViewTests
{
    private const string Area = """
        {"schemaVersion":1,"uptime":7,"coordinator":{"activeTasks":3,"maxConcurrentTasks":50},"pool":{"min":2,"instances":[
        {"id":"wasm_0199a1b2c3d4e5f60718293a4b5c6d7e","status":"available","currentTasks":0,"performance":{"avgExecutionTime":12.5,"successRate":1,"totalTasks":1234,"failedTasks":0},"memory":{"allocated":128,"used":3.5}},
        {"id":"wasm_0299a1b2c3d4e5f60718293a4b5c6d7e","status":"busy","currentTasks":5,"performance":{"avgExecutionTime":null,"successRate":1,"totalTasks":1,"failedTasks":0},"memory":{"allocated":128,"used":3.5}}]}}
        """;

    [Theory]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(300)]
    public void Write_AnyWidth_FitsInto(int width)
    {
        var lines = Written(width).Split('\n');

        lines.ShouldAllBe(line => line.TrimEnd().Length <= width);
        lines.ShouldContain(line => line.StartsWith("coordinator.activeTasks") && line.TrimEnd().EndsWith(" 3"));
        lines.ShouldContain(line => line.Contains("wasm_0199a1b2c3d4e5f60718293a4b5c6d7e"));
    }

    [Fact]
    public void Write_Narrow_IsARecordForEachRow() =>
        Written(80).Split('\n').Count(line => line.TrimStart().StartsWith("status")).ShouldBe(2);

    [Fact]
    public void Write_Wide_IsATable() =>
        Written(300).Split('\n').Count(line => line.Contains("performance")).ShouldBe(1);

    private static string Written(int width)
    {
        using var output = new StringWriter();
        StatusView.Write(new CliConsole(output, TextWriter.Null, () => Stream.Null, width), JsonElement.Parse(Area));
        return System.Text.RegularExpressions.Regex.Replace(output.ToString(), "\u001b\\[[0-9;]*m", "");
    }
}
