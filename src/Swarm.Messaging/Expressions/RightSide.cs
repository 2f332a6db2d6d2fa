using DevLab.JmesPath.Expressions;
using Newtonsoft.Json.Linq;

namespace Swarm.Messaging.Expressions;

/// <summary>Of a comparison: what its <see cref="LeftSide"/> has found.</summary>
internal sealed class RightSide(LeftSide left) : JmesPathExpression
{
    protected override JmesPathArgument Transform(JToken json) => left.Other;

    protected override string Format() => left.ToString();
}
