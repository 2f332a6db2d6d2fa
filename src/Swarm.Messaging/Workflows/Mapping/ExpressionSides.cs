using System.Runtime.CompilerServices;
using DevLab.JmesPath.Expressions;

namespace Swarm.Messaging.Workflows.Mapping;

/// <summary>The two sides of an expression, which the library shows to its own kind only.</summary>
internal static class ExpressionSides
{
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Left")]
    public static extern JmesPathExpression Left(this JmesPathCompoundExpression expression);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Right")]
    public static extern JmesPathExpression Right(this JmesPathCompoundExpression expression);
}
