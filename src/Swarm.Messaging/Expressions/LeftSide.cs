using DevLab.JmesPath.Expressions;
using Newtonsoft.Json.Linq;

namespace Swarm.Messaging.Expressions;

/// <summary>Of a comparison: finds both sides, and keeps the right one for <see cref="RightSide"/>, which is asked for next. An expression is parsed for each use, so that no two use it at once.</summary>
internal sealed class LeftSide(JmesPathExpression left, JmesPathExpression right, bool ordered) : JmesPathCompoundExpression(left, right)
{
    private static readonly JValue Zero = new(0L);

    public JToken Other { get; private set; } = Zero;

    protected override JmesPathArgument Transform(JToken json)
    {
        var (one, other) = (Left.Transform(json).AsJToken(), Right.Transform(json).AsJToken());
        var isExact = !ordered || (Numbers.Is(one) && Numbers.Is(other));
        Other = isExact ? Zero : other;
        return !isExact ? one
            : ordered ? new JValue((long)Math.Sign(Numbers.Order.Compare(one, other)))
            : new JValue(Numbers.Same(one, other) ? 0L : 1L);
    }
}
