using System.Text;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>JSON that was accepted and could not be carried: its task went round without a word until its time was over.</summary>
public sealed class DeepJsonWaitedForEverTests
{
    [Theory]
    [InlineData(JsonDepth.Most, true)]
    [InlineData(JsonDepth.Most + 1, false)]
    [InlineData(500, false)]
    public void What_is_deeper_than_can_be_carried_is_known_at_once(int levels, bool fits)
    {
        JsonDepth.Fits(Encoding.UTF8.GetBytes(new string('[', levels) + new string(']', levels))).ShouldBe(fits);
        var objects = string.Concat(Enumerable.Repeat("{\"a\":", levels)) + "1" + new string('}', levels);
        JsonDepth.Fits(Encoding.UTF8.GetBytes(objects)).ShouldBe(fits);
    }
}
