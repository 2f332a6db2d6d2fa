using System.Text;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Tests.Intake;

public sealed class ReportReaderTests
{
    [Fact]
    public void Read_AGoodOneAmongBadOnes_IsKeptAndTheBadOnesSayWhy()
    {
        var read = Read("""
            {"targetId":"a-1","reports":[{"taskId":"t","leaseToken":"t#0.1@9","attempt":1,"kind":"succeeded","result":{"n":1} },
              {"taskId":"u","leaseToken":7,"kind":"failed"}, "text", {"kind":"progressed","taskId":"v","leaseToken":"x","fraction":7}]}
            """);

        read.TargetId.ShouldBe("a-1");
        ReportRejections.Fault(read.Reports[0]).ShouldBeNull();
        read.Reports[0].Result!.Value.GetProperty("n").GetInt32().ShouldBe(1);
        ReportRejections.Fault(read.Reports[1])!.ShouldContain("leaseToken is 7");
        ReportRejections.Fault(read.Reports[2])!.ShouldContain("text");
        ReportRejections.Fault(read.Reports[3])!.ShouldContain("fraction is 7");
    }

    [Theory]
    [InlineData("{ broken")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"reports":{} }""")]
    public void Read_NoReports_IsOneThatSaysWhy(string body) =>
        ReportRejections.Fault(Read(body).Reports.ShouldHaveSingleItem()).ShouldNotBeNull().ShouldContain(body[..2]);

    [Fact]
    public void Read_Error_HasItsDefaults()
    {
        var error = Read("""{"reports":[{"taskId":"t","leaseToken":"x","kind":"failed","error":{"type":"panic"} }]}""").Reports[0].Error.ShouldNotBeNull();

        error.ShouldBe(new TaskError("panic", "The agent gave no message."));
    }

    private static TaskReports Read(string json) => ReportReader.Read(Encoding.UTF8.GetBytes(json));
}
